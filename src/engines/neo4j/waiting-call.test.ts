import { describe, expect, it } from 'vitest';

import { LastCaller } from './waiting-call.ts';

const callers = Array.from({ length: 64 }, () => new AbortController());

describe('the last caller', () => {
  it('may be one of many, without a warning of a leak', async () => {
    const warnings: Error[] = [];
    const keep = (warning: Error): unknown => warnings.push(warning);
    process.on('warning', keep);
    const last = new LastCaller(callers);
    await new Promise(setImmediate); // warnings are told in a later turn
    last.release();
    process.off('warning', keep);
    expect(warnings).toEqual([]);
  });

  it('ends the work by leaving, and no earlier one does', () => {
    const { signal } = new LastCaller(callers);
    for (const caller of callers.slice(1)) caller.abort();
    expect(signal?.aborted).toBe(false);
    callers[0]?.abort('gone');
    expect(signal).toMatchObject({ aborted: true, reason: 'gone' });
  });
});
