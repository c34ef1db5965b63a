import * as z from 'zod';

import { recall, recallWith } from '../../memos/recall.ts';
import { bounds } from '../../operations/fields.ts';
import { parseInput } from '../../operations/parse-input.ts';
import { offsetCursor, offsetOf } from '../offset-cursor.ts';
import { listText, memoryText } from '../text.ts';
import { defineTool } from '../tool.ts';
import { showMemory, shownMemory } from '../views.ts';
import { cursor, more } from './fields.ts';

// The neighbours of a memory, another time and plain words are for programs.
const input = recall.input.omit({ context: true, now: true, vectors: true }).extend({ cursor });
const output = z.object({ memories: z.array(shownMemory).readonly(), ...more }).readonly();

export const recallTool = defineTool({
  name: 'memory_recall',
  description:
    'Find what is remembered about a question, best first, with why each was found. An empty query gives the latest. Answers what is in force now, unless `asOf` or `history` is given. Ask here before you say that you do not know.',
  access: 'read',
  isRepeatable: true,
  input,
  output,
  run: async ({ memory, limits }, given) => {
    const { cursor: from, limit } = parseInput(input, given);
    const { cursor: _from, ...question } = given;
    const offset = offsetOf(question, from);
    const upTo = Math.min(bounds.recallLimit, offset + limit);
    const found = await memory.adapter.read(
      recallWith(memory),
      { ...question, limit: upTo },
      limits,
    );
    const memories = found.memories.slice(offset).map(showMemory);
    const cursorAfter = (shown: number): string | undefined =>
      shown > 0 && offset + shown < bounds.recallLimit
        ? offsetCursor(question, offset + shown)
        : undefined;
    const nextCursor = found.truncated ? cursorAfter(memories.length) : undefined;
    return {
      answer: {
        memories,
        truncated: found.truncated,
        ...(nextCursor === undefined ? {} : { nextCursor }),
      },
      list: 'memories',
      cursorAfter,
      text: (answer) =>
        listText(
          answer.memories.length === 0 ? 'Nothing was found.' : `Found ${answer.memories.length}:`,
          answer.memories.map(memoryText),
          answer,
        ),
    };
  },
});
