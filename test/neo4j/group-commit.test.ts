import { describe, expect, it, vi } from 'vitest';

import { Neo4jEngine } from '../../src/engines/neo4j/neo4j-engine.ts';
import type { ChangeSet } from '../../src/model/change-set.ts';
import { describeNeo4j, neo4jAddress } from '../support/neo4j.ts';
import { changeSet, memory, remembered, uniqueSpace } from './change-sets.ts';
import { emptySpace, openDriver } from './engines.ts';

const patience = 90_000;

// A server that has just started takes its time for the first statement of each form.
vi.setConfig({ testTimeout: patience });

async function open(
  options: Partial<ConstructorParameters<typeof Neo4jEngine>[0]> = {},
): Promise<Neo4jEngine> {
  const engine = new Neo4jEngine({ ...neo4jAddress(), migrate: true, warm: true, ...options });
  await engine.ready({});
  return engine;
}

const note = (space: string, id: string): ChangeSet =>
  changeSet(space, { nodes: [memory(id, `about ${id}`)] });

const write = (engine: Neo4jEngine, one: ChangeSet, signal?: AbortSignal) =>
  engine.write([one], { atomic: true, ...(signal === undefined ? {} : { signal }) });

const notesIn = async (engine: Neo4jEngine, space: string): Promise<number | undefined> =>
  (await engine.read('statistics', { space }, {})).value.nodes.note;

/** What the server cannot index: the input of users is bounded long before. */
const tooLong = 'x'.repeat(40_000);

/** Holds a commitment for as long as the work takes. */
async function whileHeld(
  engine: Neo4jEngine,
  space: string,
  work: (blocked: Promise<unknown>) => Promise<void>,
): Promise<void> {
  await engine.write(
    [changeSet(space, { nodes: [memory('promise', 'pay', { kind: 'commitment' })] })],
    { atomic: true },
  );
  await using driver = openDriver();
  const session = driver.session();
  const holder = await session.beginTransaction();
  await holder.run('MATCH (n:MemoryNode {space: $space}) SET n.held = true', { space });
  const set = { status: 'completed' };
  const blocked = write(
    engine,
    changeSet(space, { transitions: [{ id: 'promise', from: ['open'], set }] }),
  );
  await new Promise((resolve) => setTimeout(resolve, 50));
  try {
    await work(blocked);
  } finally {
    await holder.rollback();
    await session.close();
  }
  expect(await blocked).toMatchObject({ value: [{ transitions: [{ applied: true }] }] });
}

describeNeo4j('writes that arrive together', () => {
  it('share one statement, and each has its own answer', async () => {
    await using engine = await open();
    // Several that bring the schema to a new server at once are in each other's way.
    const { failed } = engine.metrics().transactions;
    const space = uniqueSpace();
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, index) => write(engine, remembered(space, `note ${index}`))),
    );
    for (const { value, receipt } of answers) {
      expect(value).toMatchObject([{ refused: false, nodes: [{ created: true }] }]);
      expect(receipt).toMatchObject({ statements: 1, roundTrips: 1, sharedBy: 30 });
    }
    expect(await notesIn(engine, space)).toBe(30);
    const { groups, transactions } = engine.metrics();
    expect(groups.size).toMatchObject({ count: 1, sum: 30, max: 30 });
    expect(groups.waitMs.count).toBe(30);
    expect(transactions.failed).toBe(failed);
    await emptySpace(engine, space);
  });

  it.each([{}, { retryTimeoutMs: 0 }])(
    'are not harmed by one whose statement the server refuses, with %j',
    async (options) => {
      await using engine = await open(options);
      const space = uniqueSpace();
      const ids = ['a', 'b', 'c', tooLong, 'd', 'e', 'f', 'g'];
      const settled = await Promise.allSettled(ids.map((id) => write(engine, note(space, id))));
      expect(settled.map(({ status }) => status === 'fulfilled')).toEqual(
        ids.map((id) => id !== tooLong),
      );
      expect(settled[3]).toMatchObject({ reason: { code: 'DATABASE_FAILED' } });
      expect(await notesIn(engine, space)).toBe(7);
      await emptySpace(engine, space);
    },
  );

  it('go one after another where one depends on another', async () => {
    await using engine = await open();
    const space = uniqueSpace();
    const link = changeSet(space, {
      requires: [
        { id: 'cause', kinds: ['note'] },
        { id: 'effect', kinds: ['note'] },
      ],
      links: [{ from: 'cause', type: 'LEADS_TO', to: 'effect' }],
    });
    const answers = await Promise.all([
      write(engine, note(space, 'cause')),
      write(engine, note(space, 'effect')),
      write(engine, link),
      write(engine, note(space, 'beside')),
    ]);
    expect(answers.map(({ value }) => value[0]?.refused)).toEqual([false, false, false, false]);
    expect(answers.map(({ receipt }) => receipt.sharedBy)).toEqual([3, 3, 1, 3]);
    await emptySpace(engine, space);
  });

  it('leave the line without a trace when their caller gives up', async () => {
    await using engine = await open();
    const space = uniqueSpace();
    const controller = new AbortController();
    const leaving = write(engine, note(space, 'never'), controller.signal);
    const staying = write(engine, note(space, 'stays'));
    // The turn of the event loop is not over, so nothing was sent.
    await Promise.resolve();
    controller.abort();
    await expect(leaving).rejects.toMatchObject({ code: 'ABORTED', mayBeApplied: false });
    expect((await staying).receipt.sharedBy).toBe(1);
    expect(await notesIn(engine, space)).toBe(1);
    await emptySpace(engine, space);
  });

  it('are refused when too many wait, and taken when ready() has found room', async () => {
    await using engine = await open({ groupCommit: { maxWaiting: 2 } });
    const space = uniqueSpace();
    const ids = ['a', 'b', 'c', 'd'];
    const settled = await Promise.allSettled(ids.map((id) => write(engine, note(space, id))));
    expect(settled.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'rejected',
    ]);
    expect(settled[3]).toMatchObject({
      reason: { code: 'BACKPRESSURE', retryable: true, waiting: 2 },
    });
    const full = Promise.all(['e', 'f'].map((id) => write(engine, note(space, id))));
    await expect(engine.ready({ signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'ABORTED',
    });
    await full;
    for (const id of ['c', 'd']) {
      await engine.ready({});
      await write(engine, note(space, id));
    }
    expect(await notesIn(engine, space)).toBe(6);
    await emptySpace(engine, space);
  });

  describe('behind one that waits for a lock', () => {
    it(
      'leave on another connection',
      async () => {
        await using engine = await open();
        const space = uniqueSpace();
        await whileHeld(engine, space, async (blocked) => {
          const done = write(engine, note(space, 'free'));
          await expect(Promise.race([done.then(() => 'free'), blocked])).resolves.toBe('free');
        });
        await emptySpace(engine, space);
      },
      patience,
    );

    it(
      'are told how long they waited, and for whom, when there is no other connection',
      async () => {
        await using engine = await open({ groupCommit: { maxInFlight: 1, waitTimeoutMs: 300 } });
        const space = uniqueSpace();
        await whileHeld(engine, space, async () => {
          await expect(write(engine, note(space, 'waits'))).rejects.toMatchObject({
            code: 'DATABASE_BUSY',
            mayBeApplied: false,
            message: expect.stringContaining('1 in flight'),
          });
        });
        expect(await notesIn(engine, space)).toBe(0);
        await emptySpace(engine, space);
      },
      patience,
    );
  });
});

describeNeo4j('the connections of a process', () => {
  it('are waited for no longer than was said, and given back by whoever was aborted', async () => {
    await using engine = await open({ poolSize: 1, poolTimeoutMs: 200 });
    const space = uniqueSpace();
    const batch = engine.openSession({ batch: true });
    await batch.write([note(space, 'in the batch')], { atomic: true });
    expect(engine.metrics().connections).toMatchObject({ inUse: 1, limit: 1, waiting: 0 });
    const reads = [0, 1].map(async (before) => {
      const read = engine.read('nodes', { space, ids: ['x'] }, {});
      await expect(read).rejects.toMatchObject({
        code: 'DATABASE_BUSY',
        message: expect.stringMatching(
          new RegExp(`with ${before} calls waiting before this one, .* longer than 200 ms`),
        ),
      });
    });
    await Promise.all(reads);
    const signal = AbortSignal.timeout(20);
    const aborted = engine.read('nodes', { space, ids: ['x'] }, { signal });
    await expect(aborted).rejects.toMatchObject({ code: 'ABORTED' });
    const waiting = write(engine, note(space, 'behind the batch'));
    await batch.rollback();
    await batch.close();
    await waiting;
    expect(await notesIn(engine, space)).toBe(1);
    await emptySpace(engine, space);
    expect(engine.metrics().connections).toMatchObject({ inUse: 0, waiting: 0 });
  });
});
