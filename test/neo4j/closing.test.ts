import { MemOS, Neo4jAdapter } from 'memos-graph';
import { expect, it } from 'vitest';

import { failureFacts } from '../contract/answers.ts';
import { BoltProxy } from '../support/bolt-proxy.ts';
import { describeNeo4j, neo4jAddress } from '../support/neo4j.ts';
import { uniqueSpace } from './change-sets.ts';

/** What close() may take: 10 s for what runs, 6 s for contexts, 5 s for the driver, and a second for a busy machine. */
const limitMs = 22_000;

describeNeo4j('closing when the server is gone', () => {
  it(
    'ends within its limit, and so does everything that was under way',
    { timeout: 90_000 },
    async () => {
      await using proxy = await BoltProxy.open(neo4jAddress().url);
      const address = { ...neo4jAddress(), url: proxy.url, space: uniqueSpace() };
      const memory = new MemOS(new Neo4jAdapter({ ...address, migrate: true }));
      await memory.health();
      const session = memory.sessionContext({ batchTransaction: true });
      await memory.remember('never kept', { session });
      proxy.blackHole();
      const underWay = [
        memory.remember('sent, and never answered'),
        memory.list(),
        memory.remember('in the batch', { session }),
      ].map(failureFacts);
      const start = performance.now();
      await memory.close();
      expect(performance.now() - start).toBeLessThan(limitMs);
      const codes = (await Promise.all(underWay)).map(({ code }) => code);
      expect(codes).not.toContain(undefined);
      expect(performance.now() - start).toBeLessThan(limitMs + 20_000);
      expect(memory.adapter.metrics().connections?.inUse).toBe(0);
      expect(await failureFacts(memory.list())).toMatchObject({ code: 'CLOSED' });
    },
  );
});
