import * as z from 'zod';

import type { Recalled } from '../memos/recall.ts';
import { memoryFields } from '../operations/memory-view.ts';

const texts = z.array(z.string()).readonly();

const whyOutput = z
  .object({
    terms: texts.describe('Words of the question that it contains'),
    entities: z
      .array(z.object({ id: z.string(), name: z.string() }).readonly())
      .readonly()
      .describe('Entities named in the question that it is about'),
    through: z
      .array(z.object({ memory: z.string(), entity: z.string() }).readonly())
      .readonly()
      .describe('Memories found by their words with which it shares an entity'),
    latest: z.boolean().describe('True when nothing was asked for and it is one of the latest'),
    sentence: z.string().describe('The same in one sentence'),
  })
  .readonly();

/** What `recall` answers; its types stand in `memos/recall.ts` and are compared with this schema by the compiler. */
export const recalledOutput = z
  .object({
    memories: z
      .array(
        z
          .object({
            ...memoryFields,
            score: z.number().describe('Higher is better; comparable only within one answer'),
            why: whyOutput.describe('Why it was found'),
          })
          .readonly()
          .meta({ id: 'RecalledMemory' }),
      )
      .readonly(),
    truncated: z
      .boolean()
      .describe('True when more was found than `limit` or `tokenBudget` let through'),
  })
  .readonly() satisfies z.ZodType<Recalled>;
