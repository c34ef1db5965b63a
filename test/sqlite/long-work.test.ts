import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { describe, expect, it } from 'vitest';

import type { Removal } from '../../src/engine/removal.ts';
import { Connection } from '../../src/engines/sqlite/connection.ts';
import type { SqliteEngine } from '../../src/engines/sqlite/sqlite-engine.ts';
import type { ChangeSet } from '../../src/model/change-set.ts';
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

const notes = (prefix: string, count: number): readonly ChangeSet[] =>
  Array.from({ length: count }, (_, index) => noteOf(`${prefix}${index}`, `${prefix} ${index}`));

const everything: Removal = { space, selector: { by: 'space' }, limit: 100_000, dryRun: false };

async function noteCount(engine: SqliteEngine): Promise<number> {
  return (await engine.read('statistics', { space }, {})).value.nodes.note;
}

describe('a long write', () => {
  it('of a batch is stopped and undone when the engine closes', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'memory.db');
    const engine = openEngine(file);
    await engine.ready({});
    const session = engine.openSession({ batch: true });
    const writing = failureOf(session.write(notes('n', 5000), { atomic: true }));
    await sleep(20);
    await engine.close();
    expect(await writing).toMatchObject({ code: 'CLOSED' });
    await using again = openEngine(file);
    expect(await noteCount(again)).toBe(0);
  });

  it('of a batch is stopped and undone when its session is closed', async () => {
    await using folder = await temporaryFolder();
    await using engine = openEngine(join(folder.path, 'memory.db'));
    const session = engine.openSession({ batch: true });
    const writing = failureOf(session.write(notes('n', 5000), { atomic: true }));
    await sleep(20);
    await session.close();
    expect(await writing).toMatchObject({ code: 'CONTEXT_CLOSED' });
    expect(await noteCount(engine)).toBe(0);
  });

  it('of a batch is ended before the batch is committed', async () => {
    await using folder = await temporaryFolder();
    await using engine = openEngine(join(folder.path, 'memory.db'));
    const session = engine.openSession({ batch: true });
    const writing = session.write(notes('n', 1500), { atomic: true });
    await sleep(20);
    await session.commit({});
    expect((await writing).value).toHaveLength(1500);
    expect(await noteCount(engine)).toBe(1500);
  });

  it('that is atomic keeps nothing when it is aborted', async () => {
    await using folder = await temporaryFolder();
    await using engine = openEngine(join(folder.path, 'memory.db'));
    await write(engine, noteOf('before'));
    const abort = new AbortController();
    const limits = { atomic: true, signal: abort.signal };
    const writing = failureOf(engine.write(notes('n', 5000), limits));
    await sleep(20);
    abort.abort();
    expect(await writing).toMatchObject({ code: 'ABORTED', mayBeApplied: false });
    expect(await noteCount(engine)).toBe(1);
  });

  it('in a batch leaves the rest of the batch when it is aborted', async () => {
    await using folder = await temporaryFolder();
    await using engine = openEngine(join(folder.path, 'memory.db'));
    const session = engine.openSession({ batch: true });
    await session.write([noteOf('before')], { atomic: true });
    const abort = new AbortController();
    const limits = { atomic: true, signal: abort.signal };
    const writing = failureOf(session.write(notes('n', 5000), limits));
    await sleep(20);
    abort.abort();
    expect(await writing).toMatchObject({ code: 'ABORTED', mayBeApplied: false });
    await session.commit({});
    expect(await noteCount(engine)).toBe(1);
  });

  it('in parts tells that a part may be stored when it is aborted', async () => {
    await using folder = await temporaryFolder();
    await using engine = openEngine(join(folder.path, 'memory.db'));
    await engine.ready({});
    const abort = new AbortController();
    const limits = { atomic: false, signal: abort.signal };
    const writing = failureOf(engine.write(notes('n', 5000), limits));
    while ((await noteCount(engine)) === 0) await sleep(1);
    abort.abort();
    expect(await writing).toMatchObject({ code: 'ABORTED', mayBeApplied: true });
  });

  it('in parts tells how much is stored when another writer comes between', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'memory.db');
    await using engine = openEngine(file, { busyTimeoutMs: 100 });
    await engine.ready({});
    const writing = failureOf(engine.write(notes('n', 5000), { atomic: false }));
    while ((await noteCount(engine)) === 0) await sleep(1);
    const other = new Connection(file);
    other.exec('BEGIN IMMEDIATE');
    expect(await writing).toMatchObject({
      code: 'DATABASE_BUSY',
      retryable: true,
      mayBeApplied: true,
      message: expect.stringContaining('of 5000 change sets were written'),
    });
    other.rollback();
    other.close();
  });
});

describe('a removal', () => {
  // A busy machine may stop us for as long; work in one piece would do so every time.
  it(
    'that is only reported writes nothing, waits for no writer and lets others run',
    { retry: 3 },
    async () => {
      await using folder = await temporaryFolder();
      const file = join(folder.path, 'memory.db');
      await using engine = openEngine(file, { busyTimeoutMs: 100 });
      await engine.write(notes('n', 3000), { atomic: true });
      const other = new Connection(file);
      other.exec('BEGIN IMMEDIATE');
      const reporting = engine.remove({ ...everything, dryRun: true }, {});
      const stall = await longestStall(reporting);
      expect((await reporting).value.nodes).toHaveLength(3000);
      other.rollback();
      other.close();
      expect(stall).toBeLessThan(200);
      expect(await noteCount(engine)).toBe(3000);
    },
  );

  it('of many nodes lets others run, who see it whole or not at all', async () => {
    await using folder = await temporaryFolder();
    await using engine = openEngine(join(folder.path, 'memory.db'));
    await engine.write(notes('n', 3000), { atomic: true });
    const seen = new Set<number>();
    const looking = setInterval(() => void noteCount(engine).then((count) => seen.add(count)), 1);
    const removing = engine.remove(everything, {});
    await removing;
    clearInterval(looking);
    expect((await removing).value.nodes).toHaveLength(3000);
    expect(seen.size).toBeGreaterThan(0);
    expect([...seen].filter((count) => count !== 0 && count !== 3000)).toEqual([]);
    expect(await noteCount(engine)).toBe(0);
  });

  it('is undone when it is aborted', async () => {
    await using folder = await temporaryFolder();
    await using engine = openEngine(join(folder.path, 'memory.db'));
    await engine.write(notes('n', 3000), { atomic: true });
    const abort = new AbortController();
    const removing = failureOf(engine.remove(everything, { signal: abort.signal }));
    await sleep(20);
    abort.abort();
    expect(await removing).toMatchObject({ code: 'ABORTED', mayBeApplied: false });
    expect(await noteCount(engine)).toBe(3000);
  });

  it('reports the same dry as done, by any selector', async () => {
    await using engine = openEngine(':memory:');
    const [first] = notes('a', 1);
    const about = Array.from({ length: 1200 }, (_, index) =>
      noteOf(`m${index}`, 'about', ['Ada', `Person ${index % 7}`]),
    );
    await engine.write([...about, ...(first === undefined ? [] : [first])], { atomic: true });
    const ada = about[0]?.entities[0]?.id ?? '';
    for (const removal of [
      { ...everything, selector: { by: 'ids', ids: ['m3', 'm1', 'm3', 'none'] } },
      { ...everything, selector: { by: 'entity', id: ada }, limit: 700 },
      { ...everything, selector: { by: 'before', before: '2027' }, limit: 300 },
      everything,
    ] satisfies Removal[]) {
      const dry = await engine.remove({ ...removal, dryRun: true }, {});
      const done = await engine.remove(removal, {});
      expect(dry.value).toEqual(done.value);
      const ids = done.value.nodes.map(({ id }) => id);
      expect(ids).toEqual(ids.toSorted());
      expect(new Set(done.value.links.map((link) => JSON.stringify(link))).size).toBe(
        done.value.links.length,
      );
    }
    expect((await engine.read('statistics', { space }, {})).value).toMatchObject({ links: 0 });
  });
});

describe('a long read', () => {
  it('lets others run, and sees one moment', { retry: 3 }, async () => {
    await using folder = await temporaryFolder();
    await using engine = openEngine(join(folder.path, 'memory.db'));
    await engine.write(notes('n', 6000), { atomic: true });
    const ids = Array.from({ length: 6000 }, (_, index) => `n${index}`);
    const reading = storedIds(engine, [...ids, 'late']);
    await sleep(5);
    await write(engine, noteOf('late'));
    expect(await storedIds(engine, ['late'])).toEqual(['late']);
    expect(await reading).toEqual(ids);
    const stall = await longestStall(storedIds(engine, ids));
    expect(stall).toBeLessThan(200);
  });

  it('ends when it is aborted', async () => {
    await using folder = await temporaryFolder();
    await using engine = openEngine(join(folder.path, 'memory.db'));
    await engine.write(notes('n', 3000), { atomic: true });
    const ids = Array.from({ length: 30_000 }, (_, index) => `n${index}`);
    const abort = new AbortController();
    const reading = failureOf(engine.read('nodes', { space, ids }, { signal: abort.signal }));
    await sleep(10);
    abort.abort();
    expect(await reading).toMatchObject({ code: 'ABORTED' });
    expect(await storedIds(engine, ['n1'])).toEqual(['n1']);
  });
});
