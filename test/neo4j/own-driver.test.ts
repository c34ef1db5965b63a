import { MemOS, Neo4jAdapter } from 'memos-graph';
import neo4j, { type Config } from 'neo4j-driver';
import { expect, it } from 'vitest';

import { contents, failureFacts } from '../contract/answers.ts';
import { BoltProxy } from '../support/bolt-proxy.ts';
import { describeNeo4j, neo4jAddress } from '../support/neo4j.ts';
import { uniqueSpace } from './change-sets.ts';

const batch = { batchTransaction: true };

const driverTo = (url: string, config: Config = {}) => {
  const { username, password } = neo4jAddress();
  return neo4j.driver(url, neo4j.auth.basic(username, password), config);
};

describeNeo4j("a driver of the user's own", () => {
  it.each<[string, Config]>([
    ['as it comes', {}],
    ['that answers numbers', { disableLosslessIntegers: true }],
    ['that answers bigints', { useBigInt: true }],
  ])('%s gives the same answers, and is left open', async (_name, config) => {
    await using driver = driverTo(neo4jAddress().url, config);
    const options = { driver, space: uniqueSpace(), migrate: true, warm: false };
    await using memory = new MemOS(new Neo4jAdapter(options));
    const { id } = await memory.remember('Buy flour', {
      occurredAt: '2026-01-10',
      entities: ['flour'],
    });
    const [item] = (await memory.get(id)).items;
    expect(item).toMatchObject({ content: 'Buy flour', occurredAt: '2026-01-10T00:00:00.000Z' });
    expect((await memory.forget({ space: true })).nodes).toHaveLength(2);
    await memory.close();
    await driver.verifyConnectivity();
  });

  it('has its lost connections mended, and nothing sent twice', async () => {
    await using proxy = await BoltProxy.open(neo4jAddress().url);
    await using driver = driverTo(proxy.url);
    const options = { driver, space: uniqueSpace(), migrate: true, warm: false };
    await using memory = new MemOS(new Neo4jAdapter(options));
    await memory.remember('one');
    proxy.cutNextAnswer();
    const { created, receipt } = await memory.remember('two');
    expect({ created, retries: receipt.retries }).toEqual({ created: true, retries: 1 });
    expect(contents((await memory.list({ order: 'oldest' })).items)).toEqual(['one', 'two']);
    await memory.forget({ space: true });
  });

  it('with fewer connections than poolSize is waited for as our own would be', async () => {
    await using driver = driverTo(neo4jAddress().url, { maxConnectionPoolSize: 4 });
    const options = { driver, space: uniqueSpace(), migrate: true, warm: false };
    await using memory = new MemOS(new Neo4jAdapter({ ...options, poolTimeoutMs: 300 }));
    await memory.health();
    const limit = memory.adapter.metrics().connections?.limit ?? 0;
    expect(limit).toBeLessThan(4);
    const sessions = Array.from({ length: limit }, () => memory.sessionContext(batch));
    await Promise.all(sessions.map((session) => memory.remember('held', { session })));
    expect(await failureFacts(memory.remember('one too many'))).toMatchObject({
      code: 'DATABASE_BUSY',
      message: expect.stringContaining(`connections of this process (${limit})`),
    });
    for (const session of sessions) await session.rollback();
    await memory.remember('there is room');
    await memory.forget({ space: true });
  });
});
