import { MemosGraphError, openMemory } from 'memos-graph';
import { expect, it } from 'vitest';

import { BoltProxy } from '../support/bolt-proxy.ts';
import { describeNeo4j, neo4jAddress } from '../support/neo4j.ts';
import { uniqueSpace } from './change-sets.ts';

describeNeo4j('many searches at once', () => {
  it('take a quarter of the connections, and leave the others to writers', async () => {
    await using proxy = await BoltProxy.open(neo4jAddress().url);
    const space = uniqueSpace();
    await using memory = await openMemory({
      ...neo4jAddress(),
      url: proxy.url,
      space,
      migrate: true,
      poolSize: 8,
    });
    await memory.remember('A quokka', { id: 'a' });
    await memory.recall('quokka');
    proxy.roundTripMs = 200;
    proxy.clearCounts();
    const searches = Array.from({ length: 6 }, () => memory.recall('quokka'));
    await expect.poll(() => proxy.busyConnections).toBe(2);
    const { id } = await memory.remember('A wombat', { id: 'b' });
    expect(id).toBe('b');
    const seen = await Promise.all(searches);
    expect(seen.every(({ memories }) => memories[0]?.id === 'a')).toBe(true);
    proxy.roundTripMs = 0;
    await memory.forget({ space: true });
  });

  it('wait for each other no longer than a call waits for a connection', async () => {
    await using proxy = await BoltProxy.open(neo4jAddress().url);
    await using memory = await openMemory({
      ...neo4jAddress(),
      url: proxy.url,
      space: uniqueSpace(),
      migrate: true,
      poolSize: 4,
      poolTimeoutMs: 150,
    });
    await memory.recall('quokka');
    proxy.roundTripMs = 600;
    const [first, second] = await Promise.allSettled([
      memory.recall('quokka'),
      memory.recall('quokka'),
    ]);
    expect(first.status).toBe('fulfilled');
    const reason: unknown = second.status === 'rejected' ? second.reason : undefined;
    expect(MemosGraphError.isInstance(reason) && reason.code).toBe('DATABASE_BUSY');
    expect((reason as Error).message).toBe(
      'Those who search in this process (1), with 0 calls waiting before this one, held the database for longer than 150 ms; nothing was written, try again',
    );
  });
});
