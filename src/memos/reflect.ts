import * as z from 'zod';

import type { Review } from '../engine/reads.ts';
import type { Instant } from '../model/instant.ts';
import { addReceipts } from '../model/receipt.ts';
import { defineRead, type Reader } from '../operations/define-operation.ts';
import { entityNameOrId, instant } from '../operations/fields.ts';
import { contradictions } from '../reflection/contradictions.ts';
import { correlations, defaultWindowDays } from '../reflection/correlations.ts';
import { type Finding, finding, inOrder, shifted } from '../reflection/finding.ts';
import { promisesAtRisk } from '../reflection/promises-at-risk.ts';
import { type ReadMemory, readSample, sampleLimit } from '../reflection/read-sample.ts';
import { quietDays, reviewFindings, soonDays } from '../reflection/review-findings.ts';
import { staleDecisions } from '../reflection/stale-decisions.ts';
import { recurringThemes, themeDays } from '../reflection/themes.ts';

/** How many of each are looked at. */
const reviewLimit = 200;

const output = z
  .object({ findings: z.array(finding).readonly().describe('The highest score first') })
  .readonly();

/** What was found by looking over the memories. */
export type Reflection = z.output<typeof output>;

const reflectInput = z.strictObject({
  topic: entityNameOrId.exactOptional().describe('Only what is about this entity, by name or id'),
  since: instant
    .exactOptional()
    .describe(
      'Broken promises and superseded decisions from here on (default: all), themes (default: 30 days)',
    ),
  now: instant.exactOptional().describe('The time to judge from; default: now'),
});

export type ReflectOptions = z.input<typeof reflectInput>;
type ReflectInput = z.output<typeof reflectInput>;

export const reflect = defineRead({
  name: 'reflect',
  summary:
    'Find overdue, risky and broken promises, contradictions, stale decisions, rising themes and what has gone quiet',
  input: reflectInput,
  output,
  run: async (input, reader) => {
    const now = input.now ?? reader.now;
    const reviewed = await reader.read('review', reviewInput(input, now));
    const sampled = await readLatest(reader, { now, topic: input.topic });
    const findings = await findingsOf(reviewed.value, sampled.memories, {
      now,
      since: input.since ?? shifted(now, -themeDays),
    });
    return {
      value: { findings } satisfies Reflection,
      receipt: addReceipts([reviewed.receipt, sampled.receipt]),
    };
  },
});

const reviewInput = ({ topic, since }: ReflectInput, now: Instant) => ({
  now,
  dueBefore: shifted(now, soonDays),
  quietBefore: shifted(now, -quietDays),
  limit: reviewLimit,
  ...(topic === undefined ? {} : { entity: topic }),
  ...(since === undefined ? {} : { since }),
});

const millisecond = 1 / 86_400_000;

/** Reads the latest memories that had occurred by a time. */
export async function readLatest(
  reader: Reader,
  { now, topic }: { readonly now: Instant; readonly topic?: string | undefined },
) {
  const { value, receipt } = await reader.read('sample', {
    before: shifted(now, millisecond),
    limit: sampleLimit,
    ...(topic === undefined ? {} : { entity: topic }),
  });
  return { memories: await readSample(value), receipt };
}

async function findingsOf(
  review: Review,
  memories: readonly ReadMemory[],
  { now, since }: { readonly now: Instant; readonly since: Instant },
): Promise<readonly Finding[]> {
  const preceded = await correlations(memories, { windowDays: defaultWindowDays });
  return inOrder([
    ...reviewFindings(review, now),
    ...(await promisesAtRisk(review, memories, now)),
    ...(await contradictions(memories, now)),
    ...preceded.findings,
    ...(await recurringThemes(memories, since)),
    ...staleDecisions(memories, now),
  ]);
}
