import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { setTimeout as sleep } from 'node:timers/promises';

import { expect, it } from 'vitest';

import { Neo4jEngine } from '../../src/engines/neo4j/neo4j-engine.ts';
import { failureFacts } from '../contract/answers.ts';
import { BoltProxy } from '../support/bolt-proxy.ts';
import { describeNeo4j, neo4jAddress } from '../support/neo4j.ts';
import { changeSet, memory, remembered, uniqueSpace } from './change-sets.ts';
import { emptySpace, openEngine } from './engines.ts';

type EngineOptions = Partial<ConstructorParameters<typeof Neo4jEngine>[0]>;

/** An engine behind a proxy, connected, its statement of writing planned. */
async function openThrough(
  { url }: Pick<BoltProxy, 'url'>,
  options: EngineOptions = {},
): Promise<Neo4jEngine> {
  const engine = new Neo4jEngine({ ...neo4jAddress(), url, migrate: true, warm: true, ...options });
  await engine.ready({});
  return engine;
}

describeNeo4j('a write that is sent again', () => {
  it('is counted by what went wrong, and told as it happens without a word of its content', async () => {
    await using proxy = await BoltProxy.open(neo4jAddress().url);
    await using engine = await openThrough(proxy);
    const space = uniqueSpace();
    const told: unknown[] = [];
    const listen = (message: unknown): void => {
      told.push(message);
    };
    subscribe('memos-graph:retry', listen);
    proxy.cutNextAnswer();
    await engine.write([remembered(space, 'once')], { atomic: true });
    unsubscribe('memos-graph:retry', listen);
    expect(engine.metrics().retries).toEqual({ total: 1, byCause: { ServiceUnavailable: 1 } });
    expect(told).toEqual([{ engine: 'neo4j', cause: 'ServiceUnavailable' }]);
    await emptySpace(engine, space);
  });

  it.each([
    ['bolt', 'Neo.ClientError.Cluster.NotALeader'],
    ['neo4j', 'Neo.ClientError.Cluster.NotALeader'],
    ['neo4j', 'Neo.ClientError.General.ForbiddenOnReadOnlyDatabase'],
    ['bolt', 'Neo.ClientError.Transaction.LockClientStopped'],
    ['bolt', 'Neo.TransientError.General.DatabaseUnavailable'],
  ])('succeeds by itself, over %s, after %s', async (scheme, code) => {
    await using proxy = await BoltProxy.open(neo4jAddress().url);
    // A server alone answers a router with the address it was asked at, so the way stays through the proxy.
    const url = proxy.url.replace('bolt', scheme);
    await using engine = await openThrough({ url });
    const space = uniqueSpace();
    proxy.clearCounts();
    proxy.refuseNextStatement(code);
    const { value } = await engine.write([remembered(space, 'after')], { atomic: true });
    expect(value).toMatchObject([{ refused: false, nodes: [{ created: true }] }]);
    const { retries } = engine.metrics();
    expect(retries.total).toBe(1);
    expect(proxy.counts.statements).toBe(2);
    await emptySpace(engine, space);
  });

  it('gives up when its time is over, and says that the database does not answer', async () => {
    await using proxy = await BoltProxy.open(neo4jAddress().url);
    await using engine = await openThrough(proxy, { retryTimeoutMs: 300 });
    const retriedBefore = engine.metrics().retries.total;
    proxy.refusesConnections = true;
    proxy.inflict((connection) => connection.reset());
    const start = performance.now();
    await expect(
      engine.write([remembered(uniqueSpace(), 'lost')], { atomic: true }),
    ).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE', retryable: true });
    // The driver tries each address for some time of its own.
    expect(performance.now() - start).toBeLessThan(10_000);
    expect(engine.metrics().retries.total).toBeGreaterThan(retriedBefore);
  });

  it('is not tried again when the failure cannot pass', async () => {
    await using engine = openEngine();
    await engine.ready({});
    const { retries } = engine.metrics();
    // The input of users is bounded long before: the server cannot index this.
    const tooLong = changeSet(uniqueSpace(), { nodes: [memory('x'.repeat(40_000), 'x')] });
    const failing = engine.write([tooLong], { atomic: true });
    await expect(failing).rejects.toMatchObject({ code: 'DATABASE_FAILED', retryable: false });
    expect(engine.metrics().retries).toEqual(retries);
  });
});

describeNeo4j('a write on a connection that only the server has closed', () => {
  it('ends when its caller gives up, and the next one takes another connection', async () => {
    await using proxy = await BoltProxy.open(neo4jAddress().url);
    await using engine = await openThrough(proxy);
    const space = uniqueSpace();
    proxy.inflict((connection) => connection.halfClose());
    const signal = AbortSignal.timeout(200);
    await expect(
      engine.write([remembered(space, 'never')], { atomic: true, signal }),
    ).rejects.toMatchObject({ code: 'ABORTED', mayBeApplied: true });
    await sleep(50);
    const { value } = await engine.write([remembered(space, 'kept')], { atomic: true });
    expect(value).toMatchObject([{ refused: false }]);
    await emptySpace(engine, space);
  });
});

describeNeo4j('a write whose caller gives up after it was sent', () => {
  it.each([
    { batch: false, mayBeApplied: true },
    { batch: true, mayBeApplied: false },
  ])('says whether it may be kept, in a batch: $batch', async ({ batch, mayBeApplied }) => {
    await using proxy = await BoltProxy.open(neo4jAddress().url);
    await using engine = await openThrough(proxy);
    const space = uniqueSpace();
    const session = engine.openSession({ batch });
    await session.write([remembered(space, 'first')], { atomic: true });
    proxy.clearCounts();
    proxy.roundTripMs = 400;
    const controller = new AbortController();
    const { signal } = controller;
    const second = session.write([remembered(space, 'second')], { atomic: true, signal });
    const failing = failureFacts(second);
    await expect.poll(() => proxy.counts.statements).toBe(1);
    controller.abort();
    expect(await failing).toMatchObject({ code: 'ABORTED', mayBeApplied });
    proxy.roundTripMs = 0;
    await session.close();
    await emptySpace(engine, space);
  });
});
