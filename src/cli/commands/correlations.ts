import type { FindCorrelationsOptions } from '../../memos/find-correlations.ts';
import { given } from '../given.ts';
import type { Answer, Invocation } from '../invocation.ts';
import { findingGroups } from '../text/finding-text.ts';
import { spaced } from '../text/memory-text.ts';

export interface CorrelationsFlags extends Pick<
  FindCorrelationsOptions,
  'topic' | 'since' | 'now'
> {
  readonly window?: number;
}

export async function correlations(
  { openMemory, signal }: Invocation,
  outcome: string | undefined,
  { window, ...flags }: CorrelationsFlags,
): Promise<Answer> {
  const memory = await openMemory();
  const found = await memory.findCorrelations({
    ...given(flags),
    ...given({ outcome, windowDays: window }),
    signal,
  });
  const { bad, others } = found.cases;
  const nothing =
    found.findings.length === 0 ? 'Nothing preceded them more than chance allows. ' : '';
  return {
    json: found,
    text: (page) => spaced(findingGroups(page, found.findings)),
    notes: [
      `${nothing}${bad} bad outcomes among ${bad + others} cases; ${found.test.statistic}, ${found.test.correction} for ${found.test.tested} tests, familywise rate ${found.test.familywiseRate}`,
    ],
  };
}
