import * as z from 'zod';

import { moment } from '../../operations/answer-fields.ts';
import { storedFields } from '../../operations/compile-memory.ts';
import { memoryInput } from '../../operations/memory-fields.ts';
import { storeMemory } from '../../operations/store-memory.ts';
import { indented } from '../text.ts';
import { defineTool } from '../tool.ts';

/** Shown instead of the two forms that the operation takes, which would cost twice as much; the operation checks. */
const link = z.strictObject({
  type: z.string(),
  to: z.string().exactOptional(),
  from: z.string().exactOptional(),
  properties: z.record(z.string(), z.unknown()).exactOptional(),
});

const shownInput = z.strictObject({
  ...memoryInput.shape,
  links: z
    .array(link)
    .exactOptional()
    .describe('{ type: LEADS_TO, to: id } from this memory, { type, from: id } to it'),
});

const output = z
  .object({
    id: storedFields.id,
    kind: storedFields.kind,
    created: storedFields.created,
    entities: z.array(z.object({ name: z.string(), created: z.boolean() }).readonly()).readonly(),
    supersedes: storedFields.supersedes,
    strength: z.number().exactOptional(),
    evidence: z
      .object({ count: z.int(), lastAt: moment.exactOptional() })
      .readonly()
      .exactOptional(),
  })
  .readonly();

type Remembered = z.output<typeof output>;

export const rememberTool = defineTool({
  name: 'memory_remember',
  description:
    'Store one thing worth knowing later: a note (fact, preference, observation), a decision, a commitment (a promise) or a pattern. One thought for each call; name everybody and everything it is about in `entities`. What it replaces goes into `supersedes`.',
  access: 'write',
  isRepeatable: false,
  input: shownInput,
  output,
  run: async ({ memory, limits }, input) => {
    const given = input as z.input<typeof memoryInput>; // the operation checks it
    const { receipt: _cost, ...stored } = await memory.adapter.write(storeMemory, given, limits);
    const entities = stored.entities.map(({ name, created }) => ({ name, created }));
    return { answer: { ...stored, entities }, text: rememberedText };
  },
});

function rememberedText({ id, kind, created, entities, supersedes = [] }: Remembered): string {
  const about = entities.map(({ name, created: isNew }) => (isNew ? `${name} (new)` : name));
  return [
    `${created ? 'Remembered' : 'Known already'}: ${kind} [${id}]`,
    ...(about.length === 0 ? [] : [`About: ${indented(about.join(', '))}`]),
    ...supersedes.map(({ id: old, alreadySupersededBy }) =>
      alreadySupersededBy === undefined
        ? `Replaces [${old}]`
        : `[${old}] had been replaced by [${alreadySupersededBy}] before`,
    ),
  ].join('\n');
}
