import { setTimeout as sleep } from 'node:timers/promises';

import { expect, it } from 'vitest';

import { Neo4jEngine } from '../../src/engines/neo4j/neo4j-engine.ts';
import { BoltProxy } from '../support/bolt-proxy.ts';
import { describeNeo4j, neo4jAddress } from '../support/neo4j.ts';
import { changeSet, memory, remembered, uniqueSpace } from './change-sets.ts';
import { emptySpace, openEngine } from './engines.ts';

async function openThrough(proxy: BoltProxy): Promise<Neo4jEngine> {
  const { username, password } = neo4jAddress();
  const engine = new Neo4jEngine({
    url: proxy.url,
    username,
    password,
    migrate: true,
    warm: false,
  });
  await engine.ready({});
  return engine;
}

const notesIn = async (engine: Neo4jEngine, space: string): Promise<number> =>
  (await engine.read('statistics', { space }, {})).value.nodes.note;

describeNeo4j('a lost connection', () => {
  it('is not noticed by a write: it is sent again and answered as the first time', async () => {
    await using proxy = await BoltProxy.open(neo4jAddress().url);
    await using engine = await openThrough(proxy);
    const space = uniqueSpace();
    const once = remembered(space, 'once');
    proxy.cutNextAnswer();
    const { value, receipt } = await engine.write([once], { atomic: true });
    expect(value).toMatchObject([{ refused: false, nodes: [{ created: true }] }]);
    expect(receipt).toMatchObject({ sessions: 2, roundTrips: 2, retries: 1 });
    expect(await notesIn(engine, space)).toBe(1);
    await emptySpace(engine, space);
  });

  it('is mended when the answer to a COMMIT is lost, even after reads', async () => {
    await using proxy = await BoltProxy.open(neo4jAddress().url);
    await using engine = await openThrough(proxy);
    const space = uniqueSpace();
    const session = engine.openSession({ batch: true });
    await session.write([remembered(space, 'one')], { atomic: true });
    await session.read('statistics', { space }, {});
    await session.write([remembered(space, 'two')], { atomic: true });
    proxy.cutNextAnswer();
    expect(await session.commit({})).toMatchObject({ retries: 1, transactions: 1 });
    await session.close();
    expect(await notesIn(engine, space)).toBe(2);
    await emptySpace(engine, space);
  });

  it('is mended in the middle of a batch that has not read', async () => {
    await using proxy = await BoltProxy.open(neo4jAddress().url);
    await using engine = await openThrough(proxy);
    const space = uniqueSpace();
    const session = engine.openSession({ batch: true });
    await session.write([remembered(space, 'one')], { atomic: true });
    proxy.cutNextAnswer();
    const two = await session.write([remembered(space, 'two')], { atomic: true });
    expect(two.receipt).toMatchObject({ sessions: 1, transactions: 1, retries: 1 });
    await session.commit({});
    await session.close();
    expect(await notesIn(engine, space)).toBe(2);
    await emptySpace(engine, space);
  });

  it('ends a batch that has read: the answer might be another now', async () => {
    await using proxy = await BoltProxy.open(neo4jAddress().url);
    await using engine = await openThrough(proxy);
    const space = uniqueSpace();
    const session = engine.openSession({ batch: true });
    await session.write([remembered(space, 'one')], { atomic: true });
    await session.read('statistics', { space }, {});
    proxy.cutNextAnswer();
    const write = session.write([remembered(space, 'two')], { atomic: true });
    await expect(write).rejects.toMatchObject({ code: 'CONTEXT_LOST', retryable: true });
    await session.rollback();
    await session.close();
    expect(await notesIn(engine, space)).toBe(0);
  });

  it('ends a batch whose writes are answered otherwise the second time', async () => {
    await using proxy = await BoltProxy.open(neo4jAddress().url);
    await using engine = await openThrough(proxy);
    await using other = openEngine();
    const space = uniqueSpace();
    const made = changeSet(space, { nodes: [memory('promise', 'pay', { kind: 'commitment' })] });
    await engine.write([made], { atomic: true });
    const end = (status: string) =>
      changeSet(space, { transitions: [{ id: 'promise', from: ['open'], set: { status } }] });
    const session = engine.openSession({ batch: true });
    await session.write([end('completed')], { atomic: true });
    // The other writer waits for the lock until the connection, and with it the transaction, is lost.
    await other.ready({});
    const broken = other.write([end('broken')], { atomic: true });
    await sleep(300);
    proxy.cutNextAnswer();
    await expect(
      session.write([remembered(space, 'more')], { atomic: true }),
    ).rejects.toMatchObject({ code: 'CONTEXT_CHANGED' });
    expect((await broken).value).toMatchObject([{ transitions: [{ applied: true }] }]);
    await session.close();
    await emptySpace(other, space);
  });

  it('does not keep a session from being closed when the server says nothing more', async () => {
    await using proxy = await BoltProxy.open(neo4jAddress().url);
    const engine = await openThrough(proxy);
    const session = engine.openSession({ batch: true });
    await session.write([remembered(uniqueSpace(), 'never kept')], { atomic: true });
    proxy.blackHole();
    const start = performance.now();
    await session.close();
    await engine.close();
    expect(performance.now() - start).toBeLessThan(15_000);
  });
});

describeNeo4j('a session', () => {
  it('of a context is one database session, and each call is a transaction', async () => {
    await using engine = openEngine();
    const space = uniqueSpace();
    const session = engine.openSession({ batch: false });
    const one = await session.write([remembered(space, 'one')], { atomic: true });
    const two = await session.read('statistics', { space }, {});
    expect(one.receipt).toMatchObject({ sessions: 1, transactions: 1, roundTrips: 1 });
    expect(two.receipt).toMatchObject({ sessions: 0, transactions: 1, roundTrips: 1 });
    expect(two.value.nodes.note).toBe(1);
    await session.close();
    await emptySpace(engine, space);
  });

  it('of a batch begins with its first statement, in the same round trip', async () => {
    await using engine = openEngine();
    const space = uniqueSpace();
    const session = engine.openSession({ batch: true });
    const one = await session.write([remembered(space, 'one')], { atomic: true });
    const two = await session.write([remembered(space, 'two')], { atomic: true });
    const end = await session.commit({});
    expect(one.receipt).toMatchObject({
      sessions: 1,
      transactions: 1,
      statements: 1,
      roundTrips: 1,
    });
    expect(two.receipt).toMatchObject({
      sessions: 0,
      transactions: 0,
      statements: 1,
      roundTrips: 1,
    });
    expect(end).toMatchObject({ sessions: 0, transactions: 0, statements: 0, roundTrips: 1 });
    await session.close();
    await emptySpace(engine, space);
  });

  it('that is closed keeps nothing that was not committed, and leaves no transaction open', async () => {
    await using engine = openEngine();
    const space = uniqueSpace();
    const session = engine.openSession({ batch: true });
    await session.write([remembered(space, 'one')], { atomic: true });
    await session.close();
    await session.close();
    expect(await notesIn(engine, space)).toBe(0);
  });

  it('does one thing at a time when it is asked for several', async () => {
    await using engine = openEngine();
    const space = uniqueSpace();
    for (const batch of [true, false]) {
      const session = engine.openSession({ batch });
      await Promise.all(
        ['one', 'two', 'three'].map((content) =>
          session.write([remembered(space, content)], { atomic: true }),
        ),
      );
      await session.commit({});
      await session.close();
    }
    expect(await notesIn(engine, space)).toBe(6);
    await emptySpace(engine, space);
  });
});
