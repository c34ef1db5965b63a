import { MemOS, Neo4jAdapter } from 'memos-graph';
import { expect, it } from 'vitest';

import { contents, failureFacts } from '../contract/answers.ts';
import { BoltProxy } from '../support/bolt-proxy.ts';
import { describeNeo4j, neo4jAddress } from '../support/neo4j.ts';
import { uniqueSpace } from './change-sets.ts';

const batch = { batchTransaction: true };

/** A memory of its own, with a driver and a pool that nobody else uses; emptied at the end. */
class OwnMemory extends MemOS {
  static connect(url = neo4jAddress().url): OwnMemory {
    const place = { ...neo4jAddress(), url, space: uniqueSpace() };
    return new OwnMemory(new Neo4jAdapter({ ...place, migrate: true, warm: false }));
  }

  override async close(): Promise<void> {
    await this.forget({ space: true });
    await super.close();
  }
}

const stored = async (memory: MemOS): Promise<readonly unknown[]> =>
  contents((await memory.list({ order: 'oldest' })).items);

/** As long as a call may take that has nothing to wait for. */
const soonMs = 5000;

// In the driver a statement beside an open transaction of the same session can give its connection back with the
// transaction open: the next user's write, acknowledged, is then rolled back with it.
describeNeo4j('a transaction', () => {
  it('does not take in what is written beside it, nor lose it when it is rolled back', async () => {
    await using memory = OwnMemory.connect();
    await using session = memory.sessionContext(batch);
    await memory.remember('in the batch', { session });
    await Promise.all([
      memory.remember('beside it'),
      memory.remember('in the batch too', { session }),
      memory.remember('also beside it'),
    ]);
    await session.rollback();
    await memory.remember('after it');
    expect(new Set(await stored(memory))).toEqual(
      new Set(['beside it', 'also beside it', 'after it']),
    );
  });

  it('inside session reuse does not take in what the context around it writes', async () => {
    await using memory = OwnMemory.connect();
    await memory.sessionContext({}, async (outer) => {
      const inner = memory.sessionContext({ ...batch, session: outer });
      await memory.remember('never kept', { session: inner });
      await memory.remember('kept', { session: outer });
      await inner.rollback();
    });
    expect(await stored(memory)).toEqual(['kept']);
  });
});

// What the driver cannot pack leaves half a message behind, which breaks the connection for its next user; a Date becomes {}.
describeNeo4j('a value that the driver would choke on', () => {
  it.each([
    ['a function', () => 1],
    ['a symbol', Symbol('x')],
    ['a Date', new Date()],
    ['a Map', new Map([['a', 1]])],
    ['a number that is none', Number.NaN],
    ['a large integer', 2n ** 63n],
  ])(
    '%s is refused before it is sent, and the connection is as good as before',
    async (_name, value) => {
      await using proxy = await BoltProxy.open(neo4jAddress().url);
      await using memory = OwnMemory.connect(proxy.url);
      await memory.remember('one', { id: 'one' });
      await memory.remember('two', { id: 'two' });
      proxy.clearCounts();
      const call = memory.relate('one', 'LEADS_TO', 'two', { value });
      expect(await failureFacts(call)).toMatchObject({
        code: 'INVALID_INPUT',
        field: expect.stringContaining('properties'),
      });
      expect(proxy.counts.messages).toEqual({});
      await memory.remember('three');
      expect(await stored(memory)).toEqual(['one', 'two', 'three']);
      expect(proxy.counts).toMatchObject({ connections: 0, statements: 2 });
    },
  );
});

// In the driver a statement that nobody waited for is never sent when its session is closed, without a word.
describeNeo4j('a call that nobody waits for', () => {
  it('is part of what its batch keeps', async () => {
    await using memory = OwnMemory.connect();
    const unawaited: Promise<unknown>[] = [];
    await memory.sessionContext(batch, async (session) => {
      unawaited.push(memory.remember('one', { session }), memory.remember('two', { session }));
    });
    expect(await stored(memory)).toEqual(['one', 'two']);
    await Promise.all(unawaited);
  });

  it('is carried out before its context is closed', async () => {
    await using memory = OwnMemory.connect();
    const session = memory.sessionContext();
    const unawaited = memory.remember('one', { session });
    await session.close();
    expect(await stored(memory)).toEqual(['one']);
    await unawaited;
  });

  it('fails its batch when it fails', async () => {
    await using memory = OwnMemory.connect();
    const unawaited: Promise<unknown>[] = [];
    const work = memory.sessionContext(batch, async (session) => {
      await memory.remember('one', { session });
      const nobody = memory.relate('no', 'LEADS_TO', 'body', undefined, { session });
      unawaited.push(failureFacts(nobody));
    });
    expect(await failureFacts(work)).toMatchObject({ code: 'CONTEXT_FAILED' });
    expect(await stored(memory)).toEqual([]);
    expect(await Promise.all(unawaited)).toMatchObject([{ code: 'NODE_NOT_FOUND' }]);
  });
});

// In the driver a statement of a transaction hangs for ever once the driver is closed.
describeNeo4j('a batch whose memory was closed', () => {
  it('says so at once, and has kept nothing', async () => {
    const memory = OwnMemory.connect();
    await using other = new MemOS(
      new Neo4jAdapter({ ...neo4jAddress(), space: memory.adapter.space }),
    );
    const session = memory.sessionContext(batch);
    await memory.remember('never kept', { session });
    await memory.adapter.close();
    const start = performance.now();
    expect(await failureFacts(memory.remember('late', { session }))).toMatchObject({
      code: 'CLOSED',
      retryable: false,
    });
    await session.close();
    expect(performance.now() - start).toBeLessThan(soonMs);
    expect(await stored(other)).toEqual([]);
  });
});

// The driver's transaction has no dispose method when it is awaited, so `await using` of it throws.
describeNeo4j('a batch that is opened with await using', () => {
  it('is ended at the server when the block is left by an error', async () => {
    await using proxy = await BoltProxy.open(neo4jAddress().url);
    await using memory = OwnMemory.connect(proxy.url);
    const reason = new Error('changed my mind');
    const work = async (): Promise<void> => {
      await using session = memory.sessionContext(batch);
      await memory.remember('never kept', { session });
      expect(proxy.busyConnections).toBe(1);
      throw reason;
    };
    await expect(work()).rejects.toBe(reason);
    await expect.poll(() => proxy.busyConnections).toBe(0);
    expect(proxy.counts.messages).toMatchObject({ BEGIN: 1 });
    expect(proxy.counts.messages).not.toHaveProperty('COMMIT');
    expect(await stored(memory)).toEqual([]);
  });
});

// The driver keeps every result of a session in memory, as long as there is the session.
describeNeo4j('a context that lives long', () => {
  it('goes on in a new session of the database after 1000 statements', async () => {
    await using memory = OwnMemory.connect();
    const session = memory.sessionContext();
    await memory.remember('one', { id: 'one', session });
    for (let statement = 2; statement <= 1000; statement += 1) await memory.get('one', { session });
    expect(session.receipt).toMatchObject({ sessions: 1, statements: 1000 });
    expect((await memory.get('one', { session })).items).toHaveLength(1);
    expect(session.receipt).toMatchObject({ sessions: 2, statements: 1001 });
    await session.close();
  });
});

// The driver calls a full pool an error without a code that is not worth another try.
describeNeo4j('a pool that is used up', () => {
  it('is told as busy, to be tried again, and serves the next call when a batch has ended', async () => {
    await using memory = OwnMemory.connect();
    await memory.health();
    const sessions = Array.from({ length: 16 }, () => memory.sessionContext(batch));
    await Promise.all(sessions.map((session) => memory.remember('held', { session })));
    const start = performance.now();
    expect(await failureFacts(memory.remember('one too many'))).toMatchObject({
      code: 'DATABASE_BUSY',
      retryable: true,
      mayBeApplied: false,
    });
    expect(performance.now() - start).toBeLessThan(20_000);
    await sessions[0]?.rollback();
    await memory.remember('there is room');
    for (const session of sessions.slice(1)) await session.commit();
    expect(await stored(memory)).toHaveLength(16);
  });
});
