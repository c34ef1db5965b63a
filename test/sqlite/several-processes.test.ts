import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { describe, expect, it } from 'vitest';

import type { SqliteEngine } from '../../src/engines/sqlite/sqlite-engine.ts';
import {
  failureOf,
  longestStall,
  noteOf,
  openEngine,
  space,
  storedIds,
  temporaryFolder,
  write,
} from './engine-files.ts';
import { runProgram } from './programs/run-program.ts';

const writeNotes = new URL('programs/write-notes.ts', import.meta.url);
const holdLock = new URL('programs/hold-lock.ts', import.meta.url);

/** Every note in the file, with how much of it is there. */
async function storedNotes(engine: SqliteEngine) {
  const { value } = await engine.read(
    'list',
    { space, kinds: ['note'], order: 'oldest', limit: 100_000 },
    {},
  );
  return value;
}

describe('several processes with one file', () => {
  it('keep every write of each', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'memory.db');
    const names = ['a', 'b', 'c', 'd'];
    const writers = names.map((name) => runProgram(writeNotes, file, name, '200'));
    expect(await Promise.all(writers.map((writer) => writer.ended()))).toEqual([0, 0, 0, 0]);
    await using engine = openEngine(file);
    const ids = names.flatMap((name) =>
      Array.from({ length: 200 }, (_, index) => `${name}-${index}`),
    );
    expect(await storedIds(engine, ids)).toEqual(ids);
    const { value } = await engine.read('statistics', { space }, {});
    expect(value).toMatchObject({ nodes: { note: 800, entity: 5 }, links: 1600 });
  }, 120_000);

  // A busy machine may stop us for as long; a wait that blocks would do so every time.
  it('wait for each other without stopping their event loops', { retry: 3 }, async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'memory.db');
    await using engine = openEngine(file);
    await write(engine, noteOf('before'));
    await using holder = runProgram(holdLock, file, '1000');
    await holder.printed(1);
    const startedAt = performance.now();
    const waiting = engine.write([noteOf('after')], { atomic: true });
    const stall = await longestStall(waiting);
    const { receipt } = await waiting;
    expect(performance.now() - startedAt).toBeGreaterThan(500);
    expect(receipt.retries).toBeGreaterThan(5);
    expect(stall).toBeLessThan(50);
    expect(await storedIds(engine, ['after'])).toEqual(['after']);
  });

  it('read while another writes', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'memory.db');
    await using engine = openEngine(file);
    await write(engine, noteOf('before'));
    await using holder = runProgram(holdLock, file, '5000');
    await holder.printed(1);
    expect(await storedIds(engine, ['before'])).toEqual(['before']);
    await holder.kill();
  });

  it('are told when they have waited too long, and may stop waiting before', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'memory.db');
    await using engine = openEngine(file, { busyTimeoutMs: 300 });
    await write(engine, noteOf('before'));
    await using holder = runProgram(holdLock, file, '10000');
    await holder.printed(1);
    const abort = new AbortController();
    const [late, aborted] = await Promise.all([
      failureOf(write(engine, noteOf('late'))),
      failureOf(engine.write([noteOf('x')], { atomic: true, signal: abort.signal })),
      sleep(100).then(() => abort.abort()),
    ]);
    expect(late).toMatchObject({
      code: 'DATABASE_BUSY',
      message: expect.stringContaining('Another process held the database for longer than 300 ms'),
    });
    expect(aborted).toMatchObject({ code: 'ABORTED', mayBeApplied: false });
    await holder.kill();
    await write(engine, noteOf('again'));
    expect(await storedIds(engine, ['late', 'x', 'again'])).toEqual(['again']);
  });

  it('find everything acknowledged and nothing by half after one was killed', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'memory.db');
    const acknowledged: string[] = [];
    for (const round of [1, 2, 3]) {
      await using writer = runProgram(writeNotes, file, `r${round}`, '1000000');
      await writer.printed(20 * round + 7);
      await writer.kill();
      acknowledged.push(...writer.lines);
    }
    await using engine = openEngine(file);
    expect(await storedIds(engine, acknowledged)).toEqual(acknowledged);
    const notes = await storedNotes(engine);
    // One more of each round may have been stored without being acknowledged.
    expect(notes.length - acknowledged.length).toBeLessThanOrEqual(3);
    expect(new Set(notes.map(({ entities }) => entities.length))).toEqual(new Set([2]));
    const found = await engine.read(
      'search',
      {
        space,
        kinds: ['note'],
        terms: ['note'],
        words: [],
        named: [],
        limit: 100_000,
        perEntity: 1,
        hopFrom: 0,
        perHop: 0,
        withNeighbours: false,
      },
      {},
    );
    expect(found.value).toHaveLength(notes.length);
    expect((await engine.health({})).problems).toEqual([]);
  }, 60_000);
});
