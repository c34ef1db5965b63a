import * as z from 'zod';

import { bounds, name } from '../../operations/fields.ts';
import { parseInput } from '../../operations/parse-input.ts';
import { offsetCursor, offsetOf } from '../offset-cursor.ts';
import { indented, listText, memoryText, nodeText } from '../text.ts';
import { defineTool } from '../tool.ts';
import { showMemory, shownMemory, shownNode, showNode } from '../views.ts';
import { cursor, more } from './fields.ts';

const input = z.strictObject({
  entity: name.describe('Its name, another name it goes by, or its id'),
  limit: z.int().min(1).max(100).default(20).describe('How many of the latest memories'),
  cursor,
});

const output = z
  .object({
    entity: shownNode.nullable().describe('Null when nobody and nothing of this name is known'),
    related: z
      .array(z.object({ name: z.string(), shared: z.int() }).readonly())
      .readonly()
      .describe('Who and what is in the same memories, and in how many'),
    memoryCount: z.int().min(0),
    memories: z.array(shownMemory).readonly(),
    ...more,
  })
  .readonly();

type About = z.output<typeof output>;

const relatedShown = 20;

export const entityTool = defineTool({
  name: 'memory_entity',
  description:
    'Tell what is known about one person, project, tool or place: its names, who and what is around it, and the latest memories about it.',
  access: 'read',
  isRepeatable: true,
  input,
  output,
  run: async ({ memory, limits }, given) => {
    const { cursor: from, ...question } = parseInput(input, given);
    const offset = offsetOf(question, from);
    const limit = Math.min(bounds.listLimit, offset + question.limit);
    const found = await memory.getEntityContext(question.entity, { limit, ...limits });
    const memories = found.memories.slice(offset).map(showMemory);
    const cursorAfter = (shown: number): string | undefined =>
      shown > 0 && offset + shown < bounds.listLimit
        ? offsetCursor(question, offset + shown)
        : undefined;
    const truncated = offset + memories.length < found.memoryCount;
    const nextCursor = truncated ? cursorAfter(memories.length) : undefined;
    const answer: About = {
      entity: found.entity === null ? null : showNode(found.entity),
      related: found.related.slice(0, relatedShown).map((other) => ({
        name: other.name,
        shared: other.shared,
      })),
      memoryCount: found.memoryCount,
      memories,
      truncated,
      ...(nextCursor === undefined ? {} : { nextCursor }),
    };
    return { answer, list: 'memories', cursorAfter, text: aboutText };
  },
});

function aboutText(about: About): string {
  const { entity, related, memoryCount, memories } = about;
  if (entity === null)
    return 'Nobody and nothing of this name is known. memory_recall looks for words instead of names.';
  const around = related.map(({ name: other, shared }) => `${other} (${shared})`).join(', ');
  const shown =
    memories.length < memoryCount ? `${memories.length} of ${memoryCount}` : `${memoryCount}`;
  return listText(
    [
      nodeText(entity),
      ...(around === '' ? [] : [`Together with: ${indented(around)}`]),
      `Memories (${shown}):`,
    ].join('\n'),
    memories.map(memoryText),
    about,
  );
}
