import { MemOS, Neo4jAdapter } from 'memos-graph';
import { expect, it } from 'vitest';

import { BoltProxy } from '../support/bolt-proxy.ts';
import type { Direction } from '../support/bolt/connection.ts';
import { describeNeo4j, neo4jAddress } from '../support/neo4j.ts';
import { uniqueSpace } from './change-sets.ts';

const bytes = [0, 1, 4, 5, 8, 20, 24, 40, 100];

describeNeo4j('a new connection that is lost while it is set up', () => {
  it.each<[Direction, number]>([
    ...bytes.map((count): [Direction, number] => ['to client', count]),
    ...bytes.map((count): [Direction, number] => ['to server', count]),
  ])('%s after %i bytes is not noticed by the call that needed it', async (direction, count) => {
    await using proxy = await BoltProxy.open(neo4jAddress().url);
    const place = { ...neo4jAddress(), url: proxy.url, space: uniqueSpace() };
    await using memory = new MemOS(new Neo4jAdapter({ ...place, migrate: true, warm: false }));
    await memory.list();
    proxy.inflictOnNew((connection) => {
      connection.cutAfter(count, direction);
      proxy.inflictOnNew(undefined);
    });
    proxy.inflict((connection) => connection.cut());
    await expect.poll(() => proxy.connections).toHaveLength(0);
    expect((await memory.list()).items).toEqual([]);
    expect(proxy.cuts).toBe(1);
  });
});
