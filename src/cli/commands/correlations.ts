import type { Correlations, FindCorrelationsOptions } from '../../memos/find-correlations.ts';
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
  return {
    json: found,
    text: (page) => spaced(findingGroups(page, found.findings)),
    notes: [noteOn(found, outcome)],
  };
}

/** What was tested; where no outcome was bad, nothing could be. */
function noteOn({ findings, cases, test }: Correlations, outcome: string | undefined): string {
  const { bad, others } = cases;
  if (bad === 0)
    return outcome === undefined
      ? 'No promise was broken or late'
      : `No memory that something preceded has “${outcome}”`;
  const nothing = findings.length === 0 ? 'Nothing preceded them more than chance allows. ' : '';
  return `${nothing}${bad} bad outcomes among ${bad + others} cases; ${test.statistic}, ${test.correction} for ${test.tested} tests, familywise rate ${test.familywiseRate}`;
}
