import { setTimeout as sleep } from 'node:timers/promises';

import type { SessionContext } from 'memos-graph';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { describeNeo4j } from '../support/neo4j.ts';
import { one, Wire } from './wire.ts';

const times = (count: number): readonly number[] => Array.from({ length: count }, (_, at) => at);

describeNeo4j('what is called at once', () => {
  let wire: Wire;
  beforeAll(async () => {
    wire = await Wire.open();
    await wire.plan();
  }, 180_000);
  afterAll(() => wire[Symbol.asyncDispose]());

  it('20 independent operations of a batch and its commit are one transaction in two round trips', async () => {
    const work = async (session: SessionContext): Promise<SessionContext> => {
      const calls = times(20).map((index) => wire.memory.remember(`At once ${index}`, { session }));
      expect((await Promise.all(calls)).every(({ created }) => created)).toBe(true);
      return session;
    };
    const { answer, cost } = await wire.costOf(() =>
      wire.memory.sessionContext({ batchTransaction: true }, work),
    );
    expect(cost).toMatchObject({ transactions: 1, roundTrips: 2 });
    expect(cost.statements).toBeLessThanOrEqual(2);
    expect(answer.receipt).toMatchObject({ sessions: 1, ...cost, retries: 0 });
  });

  it('64 memories that arrive while one is under way leave in one statement', async () => {
    const before = wire.proxy.roundTripMs;
    wire.proxy.roundTripMs = 100; // long enough to be under way, shorter than what does not count as under way any more
    const { answer, cost } = await wire.costOf(async () => {
      const first = wire.memory.remember('Under way');
      while (wire.proxy.counts.statements === 0) await sleep(1);
      const others = times(64).map((index) => wire.memory.remember(`Meanwhile ${index}`));
      return { first: await first, others: await Promise.all(others) };
    });
    wire.proxy.roundTripMs = before;
    expect(cost).toEqual({ transactions: 2, statements: 2, roundTrips: 2 });
    expect(answer.first.receipt).toMatchObject({ ...one, retries: 0, sharedBy: 1 });
    for (const { created, receipt } of answer.others)
      expect({ created, receipt }).toEqual({
        created: true,
        receipt: { ...one, retries: 0, sharedBy: 64 },
      });
  });
});
