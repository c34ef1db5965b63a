import { expect, it, vi } from 'vitest';

import { Neo4jEngine } from '../../src/engines/neo4j/neo4j-engine.ts';
import { BoltProxy } from '../support/bolt-proxy.ts';
import { describeNeo4j, neo4jAddress } from '../support/neo4j.ts';
import { uniqueSpace } from './change-sets.ts';

const halfAMinute = 31_000;

/** A connection is looked at when the clock says that it was idle for long; timers go on as ever. */
async function afterAWhile(work: () => Promise<void>): Promise<void> {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + halfAMinute });
  try {
    await work();
  } finally {
    vi.useRealTimers();
  }
}

describeNeo4j('a connection that was idle', () => {
  it('is looked at before it is used again, and counted as idle meanwhile', async () => {
    await using proxy = await BoltProxy.open(neo4jAddress().url);
    const address = { ...neo4jAddress(), url: proxy.url };
    await using engine = new Neo4jEngine({ ...address, migrate: true, warm: true });
    const read = () => engine.read('nodes', { space: uniqueSpace(), ids: ['x'] }, {});
    await read();
    expect(engine.metrics().connections).toMatchObject({ inUse: 0, idle: 1, waiting: 0 });
    proxy.clearCounts();
    await read();
    expect(proxy.counts.messages).not.toHaveProperty('RESET');
    await afterAWhile(async () => {
      await read();
    });
    expect(proxy.counts.messages).toMatchObject({ RESET: 1 });
    expect(proxy.counts.connections).toBe(0);
  });
});
