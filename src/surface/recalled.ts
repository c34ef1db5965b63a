import * as z from 'zod';

import type { Neighbour } from '../engine/reads.ts';
import type { ReadAs, Recalled } from '../memos/recall.ts';
import { memoryKinds } from '../model/kind.ts';
import { memoryFields } from '../operations/memory-view.ts';
import type { Shares } from '../recall/score.ts';
import { type FeatureName, weights } from '../recall/weights.ts';

const texts = z.array(z.string()).readonly();

const featureNames = Object.keys(weights) as FeatureName[]; // the keys of an object of this type

const sharesOutput = z
  .partialRecord(z.enum([...featureNames, 'hop', 'latest']), z.number())
  .readonly() satisfies z.ZodType<Shares>;

const whyOutput = z
  .object({
    terms: texts.describe('Words of the question that it has'),
    entities: z
      .array(z.object({ id: z.string(), name: z.string() }).readonly())
      .readonly()
      .describe('Entities named in the question that it is about'),
    repliesTo: z
      .string()
      .exactOptional()
      .describe('The memory just before it in its session, when that one asks the same'),
    through: z
      .array(z.object({ memory: z.string(), entity: z.string() }).readonly())
      .readonly()
      .describe('A memory among the best with which it shares an entity; none or one'),
    cosine: z
      .number()
      .exactOptional()
      .describe('Of its meaning and that of the question, from -1 to 1'),
    shares: sharesOutput.describe('What each feature adds to the score or takes from it'),
    latest: z.boolean().describe('True when nothing was asked for and it is one of the latest'),
    sentence: z.string().describe('The same in one sentence'),
  })
  .readonly();

const neighbourOutput = z
  .object({
    id: z.string(),
    place: z
      .union([z.literal(-2), z.literal(-1), z.literal(1), z.literal(2)])
      .describe('How many places after it'),
    content: z.string().describe('Its beginning'),
    speaker: z.string().exactOptional(),
    occurredAt: z.string(),
  })
  .readonly() satisfies z.ZodType<Neighbour>;

const periodOutput = z
  .object({ text: z.string(), since: z.string(), until: z.string() })
  .readonly();

const readAsOutput = z
  .object({
    kinds: z.array(z.enum(memoryKinds)).readonly(),
    period: periodOutput.exactOptional(),
    sentence: z.string(),
  })
  .readonly() satisfies z.ZodType<ReadAs>;

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
            neighbours: z
              .array(neighbourOutput)
              .readonly()
              .exactOptional()
              .describe('With `context`: what was said around it in its session, in order'),
          })
          .readonly()
          .meta({ id: 'RecalledMemory' }),
      )
      .readonly(),
    truncated: z
      .boolean()
      .describe('True when more was found than `limit` or `tokenBudget` let through'),
    nextCursor: z
      .string()
      .exactOptional()
      .describe('What to pass as `cursor` for the next memories; present when `truncated`'),
    readAs: readAsOutput
      .exactOptional()
      .describe('How the question was read where it names a time or a kind of memory in words'),
  })
  .readonly() satisfies z.ZodType<Recalled>;
