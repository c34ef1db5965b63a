import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { describe, expect, it } from 'vitest';

import type { ChangeSet } from '../../src/model/change-set.ts';
import {
  emptyChangeSet,
  failureOf,
  noteOf,
  openEngine,
  storedIds,
  temporaryFolder,
  write,
} from './engine-files.ts';

const atomic = { atomic: true };

const batch = (prefix: string): readonly ChangeSet[] =>
  Array.from({ length: 1200 }, (_, index) => noteOf(`${prefix}${index}`));

/** A change set that passes the checks and breaks while it is written. */
function brokenNote(id: string): ChangeSet {
  const [node] = noteOf(id).nodes;
  if (node === undefined) throw new TypeError('A note has one node');
  const record = { ...node.record, createdAt: null as unknown as string }; // what the model forbids
  return { ...emptyChangeSet(), nodes: [{ ...node, record }] };
}

describe('writes of one turn of the event loop', () => {
  it('share one transaction and tell how many they were', async () => {
    await using folder = await temporaryFolder();
    await using engine = openEngine(join(folder.path, 'memory.db'));
    await engine.ready({});
    const ids = Array.from({ length: 20 }, (_, index) => `n${index}`);
    const answers = await Promise.all(ids.map((id) => engine.write([noteOf(id)], atomic)));
    expect(answers.map(({ receipt }) => [receipt.transactions, receipt.sharedBy])).toEqual(
      ids.map(() => [1, 20]),
    );
    expect((await engine.write([noteOf('alone')], atomic)).receipt.sharedBy).toBe(1);
    expect(await storedIds(engine, ids)).toEqual(ids);
  });

  it('are not harmed by a neighbour that is refused or breaks', async () => {
    await using folder = await temporaryFolder();
    await using engine = openEngine(join(folder.path, 'memory.db'));
    await engine.ready({});
    const needy: ChangeSet = {
      ...noteOf('needy'),
      requires: [{ id: 'nowhere', kinds: ['note'] }],
    };
    const [first, refused, broken, last] = await Promise.allSettled([
      engine.write([noteOf('first')], atomic),
      engine.write([noteOf('undone'), needy], atomic),
      engine.write([noteOf('lost'), brokenNote('broken')], { atomic: false }),
      engine.write([noteOf('last')], atomic),
    ]);
    expect([first.status, broken.status, last.status]).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect(refused).toMatchObject({
      value: { value: [{ refused: false }, { refused: true, missing: ['nowhere'] }] },
    });
    const ids = ['first', 'undone', 'needy', 'lost', 'broken', 'last'];
    expect(await storedIds(engine, ids)).toEqual(['first', 'last']);
  });

  it('leave the queue when they are aborted', async () => {
    await using folder = await temporaryFolder();
    await using engine = openEngine(join(folder.path, 'memory.db'));
    await engine.ready({});
    const abort = new AbortController();
    const written = write(engine, noteOf('written'));
    const aborted = engine.write([noteOf('aborted')], { atomic: true, signal: abort.signal });
    abort.abort();
    expect(await failureOf(aborted)).toMatchObject({ code: 'ABORTED', mayBeApplied: false });
    await written;
    expect(await storedIds(engine, ['written', 'aborted'])).toEqual(['written']);
  });

  it('of one long call take one transaction, or one for every five hundred', async () => {
    await using folder = await temporaryFolder();
    await using engine = openEngine(join(folder.path, 'memory.db'));
    const whole = await engine.write(batch('a'), atomic);
    expect(whole.receipt).toMatchObject({ sessions: 1, transactions: 1, statements: 1200 });
    const parts = await engine.write(batch('b'), { atomic: false });
    expect(parts.receipt).toMatchObject({ sessions: 1, transactions: 3, statements: 1200 });
    const refused = await engine.write(
      [...batch('c'), { ...noteOf('x'), requires: [{ id: 'nowhere', kinds: ['note'] }] }],
      atomic,
    );
    expect(refused.value.at(-1)).toMatchObject({ refused: true });
    expect(await storedIds(engine, ['a0', 'a1199', 'b1199', 'c0', 'x'])).toEqual([
      'a0',
      'a1199',
      'b1199',
    ]);
  });
});

describe('a batch session', () => {
  it('owns the writer: others wait for it, and readers see nothing of it', async () => {
    await using folder = await temporaryFolder();
    await using engine = openEngine(join(folder.path, 'memory.db'));
    const session = engine.openSession({ batch: true });
    await session.write([noteOf('inside')], atomic);
    const outside = write(engine, noteOf('outside'));
    await sleep(50);
    expect(await storedIds(engine, ['inside', 'outside'])).toEqual([]);
    await session.commit({});
    await outside;
    expect(await storedIds(engine, ['inside', 'outside'])).toEqual(['inside', 'outside']);
  });

  it('is named by the error of those who wait too long', async () => {
    await using folder = await temporaryFolder();
    await using engine = openEngine(join(folder.path, 'memory.db'), { busyTimeoutMs: 100 });
    const session = engine.openSession({ batch: true });
    await session.write([noteOf('inside')], atomic);
    const other = engine.openSession({ batch: true });
    const failures = await Promise.all([
      failureOf(write(engine, noteOf('outside'))),
      failureOf(other.write([noteOf('other')], atomic)),
    ]);
    for (const failure of failures) {
      expect(failure).toMatchObject({
        code: 'DATABASE_BUSY',
        message: expect.stringContaining('An open batch context of this process held the database'),
      });
    }
    await session.rollback();
    await other.write([noteOf('other')], atomic);
    await other.commit({});
    expect(await storedIds(engine, ['inside', 'outside', 'other'])).toEqual(['other']);
  });

  it('lets those who wait for it give up', async () => {
    await using folder = await temporaryFolder();
    await using engine = openEngine(join(folder.path, 'memory.db'));
    const session = engine.openSession({ batch: true });
    await session.write([noteOf('inside')], atomic);
    const signal = AbortSignal.timeout(30);
    const waiting = engine.write([noteOf('outside')], { atomic: true, signal });
    expect(await failureOf(waiting)).toMatchObject({ code: 'ABORTED', mayBeApplied: false });
    await session.close();
    expect(await storedIds(engine, ['inside', 'outside'])).toEqual([]);
  });

  it('makes reads of a memory in memory wait, since there is one connection', async () => {
    await using engine = openEngine(':memory:');
    const session = engine.openSession({ batch: true });
    await session.write([noteOf('inside')], atomic);
    const reading = storedIds(engine, ['inside']);
    await sleep(20);
    await session.rollback();
    expect(await reading).toEqual([]);
  });

  it('is rolled back when the engine closes, which ends those who wait', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'memory.db');
    const engine = openEngine(file);
    const session = engine.openSession({ batch: true });
    await session.write([noteOf('inside')], atomic);
    const waiting = write(engine, noteOf('outside'));
    await sleep(10);
    await engine.close();
    await waiting;
    expect(await failureOf(session.write([noteOf('late')], atomic))).toMatchObject({
      code: 'CONTEXT_CLOSED',
    });
    expect(await failureOf(write(engine, noteOf('late')))).toMatchObject({ code: 'CLOSED' });
    await using again = openEngine(file);
    expect(await storedIds(again, ['inside', 'outside', 'late'])).toEqual(['outside']);
  });

  it('can only be rolled back after SQLite failed in it', async () => {
    await using folder = await temporaryFolder();
    await using engine = openEngine(join(folder.path, 'memory.db'));
    const session = engine.openSession({ batch: true });
    await session.write([noteOf('inside')], atomic);
    await failureOf(session.write([brokenNote('broken')], atomic));
    expect(await failureOf(session.write([noteOf('more')], atomic))).toMatchObject({
      code: 'CONTEXT_FAILED',
    });
    expect(await failureOf(session.commit({}))).toMatchObject({ code: 'CONTEXT_FAILED' });
    await session.close();
    expect(await storedIds(engine, ['inside', 'more'])).toEqual([]);
  });
});
