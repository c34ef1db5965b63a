import * as z from 'zod';

import { defineRead } from '../operations/define-operation.ts';
import { bounds, entityNameOrId, instant, name } from '../operations/fields.ts';
import { correlations, defaultWindowDays } from '../reflection/correlations.ts';
import { familywiseRate } from '../reflection/enrichment.ts';
import { finding, inOrder } from '../reflection/finding.ts';
import { readLatest } from './reflect.ts';

const count = z.int().min(0);

const output = z
  .object({
    findings: z.array(finding).readonly().describe('The highest score first'),
    cases: z
      .object({ bad: count, others: count })
      .readonly()
      .describe('How many outcomes were looked at'),
    test: z
      .object({
        statistic: z.literal('Fisher’s exact test, one-sided'),
        correction: z.literal('Tarone’s modified Bonferroni'),
        familywiseRate: z
          .number()
          .describe('The chance that anything at all is found where there is nothing'),
        tested: count.describe('How many features the correction is for'),
      })
      .readonly(),
  })
  .readonly();

/** What preceded bad outcomes more often than chance allows, and how that was tested. */
export type Correlations = z.output<typeof output>;

const findCorrelationsInput = z.strictObject({
  outcome: name
    .exactOptional()
    .describe(
      'Words, or an entity by name or id: memories with them are the bad outcomes. Default: promises broken or late',
    ),
  topic: entityNameOrId.exactOptional().describe('Only what is about this entity, by name or id'),
  since: instant.exactOptional().describe('Only outcomes from here on; default: all'),
  windowDays: z
    .int()
    .min(1)
    .max(bounds.windowDays)
    .default(defaultWindowDays)
    .describe('How many days before an outcome count as before it'),
  now: instant.exactOptional().describe('The time to judge from; default: now'),
});

export type FindCorrelationsOptions = z.input<typeof findCorrelationsInput>;

export const findCorrelations = defineRead({
  name: 'findCorrelations',
  summary: 'Find what preceded bad outcomes more often than chance allows',
  input: findCorrelationsInput,
  output,
  run: async ({ topic, now, ...sought }, reader) => {
    const { memories, receipt } = await readLatest(reader, { now: now ?? reader.now, topic });
    const { findings, bad, others, tested } = await correlations(memories, sought);
    const value: Correlations = {
      findings: inOrder(findings),
      cases: { bad, others },
      test: {
        statistic: 'Fisher’s exact test, one-sided',
        correction: 'Tarone’s modified Bonferroni',
        familywiseRate,
        tested,
      },
    };
    return { value, receipt };
  },
});
