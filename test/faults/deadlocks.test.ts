import { expect, it } from 'vitest';

import { describeNeo4j, neo4jAddress } from '../support/neo4j.ts';
import { extent } from './extent.ts';
import { FaultyMemory, nothingLeft } from './faulty-memory.ts';
import { reportSeen } from './seen.ts';

const hot = Array.from({ length: 8 }, (_, index) => `Hot ${index}`);

const three = (): readonly string[] => hot.toSorted(() => Math.random() - 0.5).slice(0, 3);

interface Told {
  readonly receipt: { readonly retries: number };
}

const linksToHot = () =>
  three().map((entity) => ({
    type: 'LEADS_TO' as const,
    from: entity.replace('Hot ', 'about-'),
  }));

/** What a writer does in turn: each locks several of the same nodes, in no order. */
const works: readonly ((faulty: FaultyMemory, name: string) => Promise<Told>)[] = [
  ({ memory }, name) => memory.remember(`Seen by ${name}`, { entities: three() }),
  ({ memory }, name) => memory.remember(`Linked by ${name}`, { links: linksToHot() }),
  ({ memory }, name) =>
    memory.adapter.createEntitiesBatch(
      three().map((entity) => ({ name: entity, description: `By ${name}` })),
    ),
  // What it is answered does not depend on others, so it can always be repeated.
  ({ memory }, name) =>
    memory.sessionContext({ batchTransaction: true }, async (session) => {
      for (const part of ['one', 'two'])
        await memory.remember(`Part ${part} by ${name}`, { links: linksToHot(), session });
      return session;
    }),
];

describeNeo4j('32 writers over 8 shared entities', () => {
  it(
    `never fail in ${extent.deadlockSeconds} seconds, however often they meet`,
    async () => {
      await using faulty = await FaultyMemory.open(neo4jAddress());
      const { memory } = faulty;
      await memory.adapter.storeMemoryBatch(
        hot.map((name, index) => ({
          id: `about-${index}`,
          content: `About ${name}`,
          entities: [name],
        })),
      );
      const until = performance.now() + extent.deadlockSeconds * 1000;
      const failures: unknown[] = [];
      let retries = 0;
      let calls = 0;
      const writer = async (_: unknown, index: number): Promise<void> => {
        for (let turn = index; performance.now() < until; turn += 1) {
          try {
            const told = await works[turn % works.length]?.(faulty, `${index}-${turn}`);
            retries += told?.receipt.retries ?? 0;
            calls += 1;
          } catch (error) {
            failures.push(error);
          }
        }
      };
      await Promise.all(Array.from({ length: 32 }, writer));
      reportSeen({ calls, retries, failures: failures.length });
      expect(failures).toEqual([]);
      expect(calls).toBeGreaterThan(32);
      expect(await faulty.leftBehind()).toEqual(nothingLeft);
    },
    extent.limitMs,
  );
});
