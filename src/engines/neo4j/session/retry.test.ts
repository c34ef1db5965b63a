import { describe, expect, it } from 'vitest';

import { MetricsRecorder } from '../../../engine/metrics.ts';
import { withRetry } from './retry.ts';

/** How often work that always fails is attempted, if it is to be sent again for so long. */
async function attemptsWithin(milliseconds: number): Promise<number> {
  let attempts = 0;
  const work = (): Promise<never> => {
    attempts += 1;
    return Promise.reject(new Error('It failed'));
  };
  const answer = withRetry(work, {
    until: performance.now() + milliseconds,
    mayRetry: () => true,
    mayBeApplied: false,
    open: { metrics: new MetricsRecorder('neo4j'), retryTimeoutMs: 200 },
  });
  await expect(answer).rejects.toThrow('It failed');
  return attempts;
}

describe('a call that fails for a reason that passes', () => {
  it('is tried again', async () => {
    expect(await attemptsWithin(1000)).toBeGreaterThan(1);
  });

  it('is tried once when the time of the call is over', async () => {
    expect(await attemptsWithin(0)).toBe(1);
  });
});
