import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { MemOS } from 'memos-graph';
import { Neo4jAdapter, openMemory, SqliteAdapter } from 'memos-graph';
import { describe, expect, it } from 'vitest';

import { changesNothing, contents, failure, failureFacts } from './answers.ts';
import { describeEngines } from './engines.ts';

/** What JavaScript may pass. */
const wrong = (value: unknown): never => value as never;

const batch = { batchTransaction: true };

/** Every call that takes options and nothing else beside its input. */
const calls: Readonly<Record<string, (memory: MemOS, options: never) => Promise<unknown>>> = {
  remember: (memory, options) => memory.remember('x', options),
  recall: (memory, options) => memory.recall('x', options),
  relate: (memory, options) => memory.relate('a', 'X', 'b', undefined, options),
  forget: (memory, options) => memory.forget('a', options),
  reflect: (memory, options) => memory.reflect(options),
  findCorrelations: (memory, options) => memory.findCorrelations(options),
  get: (memory, options) => memory.get('a', options),
  list: (memory, options) => memory.list(options),
  getEntityContext: (memory, options) => memory.getEntityContext('Ada', options),
  whatLedTo: (memory, options) => memory.whatLedTo('a', options),
  whatResultedFrom: (memory, options) => memory.whatResultedFrom('a', options),
  health: (memory, options) => memory.health(options),
  import: (memory, options) => memory.import([], options),
  export: (memory, options) => memory.export(options).next(),
  createEntity: ({ adapter }, options) => adapter.createEntity({ name: 'x' }, options),
  getDecisions: ({ adapter }, options) => adapter.getDecisions({}, options),
  queryGraph: ({ adapter }, options) => adapter.queryGraph({ cypher: 'RETURN 1' }, options),
  createEntitiesBatch: ({ adapter }, options) => adapter.createEntitiesBatch([], options),
  schemaStatus: ({ adapter }, options) => adapter.schemaStatus(options),
  applySchema: ({ adapter }, options) => adapter.applySchema(options),
  'health of the adapter': ({ adapter }, options) => adapter.health(options),
};

const written = async (memory: MemOS): Promise<readonly unknown[]> =>
  contents((await memory.list({ order: 'oldest' })).items);

/** How every call is refused with these options. */
async function refusals(memory: MemOS, options: unknown): Promise<readonly unknown[]> {
  await memory.remember('a', { id: 'a' });
  return changesNothing(memory, () =>
    Promise.all(
      Object.entries(calls).map(async ([name, call]) => {
        const { code, message } = await failureFacts(call(memory, wrong(options)));
        return { name, code, message };
      }),
    ),
  );
}

const everyCall = (code: string, message: string): readonly unknown[] =>
  Object.keys(calls).map((name) => ({ name, code, message }));

describeEngines('options of calls', (open) => {
  it('are refused by every call when they are not known', async () => {
    await using memory = await open();
    const message = '`dryrun` is not known here; leave it out or correct its name';
    expect(await refusals(memory, { dryrun: true })).toEqual(everyCall('INVALID_INPUT', message));
  });

  it.each<[string, unknown]>([
    ['null', null],
    ['a number', 42],
    ['a list', []],
    ['a Date', new Date(0)],
    ['a signal', AbortSignal.abort()],
  ])('are refused by every call when they are %s', async (_, options) => {
    await using memory = await open();
    const message = 'Expected `options` to be an object of options';
    expect(await refusals(memory, options)).toEqual(everyCall('INVALID_INPUT', message));
  });

  it('are refused by every call when the signal is none', async () => {
    await using memory = await open();
    const message = 'Expected `signal` to be an AbortSignal, got "no"';
    expect(await refusals(memory, { signal: 'no' })).toEqual(everyCall('INVALID_INPUT', message));
  });

  it('let no call send anything when the signal is aborted already', async () => {
    await using memory = await open();
    const message = 'The call was aborted before it was sent; nothing was written';
    const signal = AbortSignal.abort();
    expect(await refusals(memory, { signal })).toEqual(everyCall('ABORTED', message));
  });

  it('say true or false where that is meant', async () => {
    await using memory = await open();
    const { adapter } = memory;
    for (const call of [
      adapter.createEntitiesBatch([{ name: 'x' }], wrong({ atomic: 'false' })),
      memory.forget('a', wrong({ dryRun: 'yes' })),
      memory.forget('a', wrong({ onProgress: true })),
      memory.import([], wrong({ onProgress: 1 })),
      memory.sessionContext(wrong({ batchTransaction: 'yes' }), async () => {}),
      memory.sessionContext(wrong(null), async () => {}),
      memory.remember('x', wrong({ session: null })),
      memory.remember('x', wrong({ session: {} })),
      memory.get(wrong(42)),
      memory.getEntityContext(wrong(42)),
      memory.sessionContext({}, wrong('nope')),
    ])
      expect(await failureFacts(call)).toMatchObject({ code: 'INVALID_INPUT' });
    expect((await memory.health()).counts?.nodes).toMatchObject({ entity: 0, note: 0 });
  });

  it('are checked when a context is opened and committed', async () => {
    await using memory = await open();
    for (const options of [null, 'batch', { batchTranscation: true }, async () => {}])
      expect(() => memory.sessionContext(wrong(options))).toThrow(
        expect.objectContaining({ code: 'INVALID_INPUT' }),
      );
    await using session = memory.sessionContext(batch);
    await memory.remember('kept', { session });
    expect(await failureFacts(session.commit(wrong({ signal: 1 })))).toMatchObject({
      code: 'INVALID_INPUT',
    });
    await session.commit();
    expect(await written(memory)).toEqual(['kept']);
  });

  it('fail a batch like any other wrong input of a write', async () => {
    await using memory = await open();
    const { adapter } = memory;
    const writes: readonly (() => Promise<unknown>)[] = [
      () => memory.remember(''),
      () => memory.remember('x', wrong(null)),
      () => memory.remember('x', wrong({ signal: 'no' })),
      () => memory.remember('x', { signal: AbortSignal.abort() }),
      () => memory.relate('a', 'not a type', 'b'),
      () => memory.forget([]),
      () => memory.forget('a', wrong({ dryrun: true })),
      () => adapter.createEntitiesBatch(wrong(null)),
      () => adapter.createEntitiesBatch([{ name: '' }]),
      () => adapter.createEntitiesBatch([], wrong({ atomic: 1 })),
    ];
    for (const write of writes) {
      const work = memory.sessionContext(batch, async () => {
        await memory.remember('before');
        await failure(write());
      });
      expect(await failureFacts(work)).toMatchObject({ code: 'CONTEXT_FAILED' });
    }
    expect(await written(memory)).toEqual([]);
  });

  it('let health count what its context has written', async () => {
    await using memory = await open();
    await using session = memory.sessionContext(batch);
    await memory.remember('x', { session });
    expect((await memory.health({ session })).counts?.nodes.note).toBe(1);
    await session.rollback();
    expect(await failureFacts(memory.health({ session }))).toMatchObject({
      code: 'CONTEXT_CLOSED',
    });
  });
});

describe('options of adapters', () => {
  const file = join(tmpdir(), 'memos-graph-never-made.db');

  it.each<[unknown, string]>([
    [{}, 'file'],
    [{ file: '' }, 'file'],
    [{ file: 7 }, 'file'],
    [{ file: `${file}\0b` }, 'file'],
    [{ file, busyTimeoutMs: -1 }, 'busyTimeoutMs'],
    [{ file, busyTimeoutMs: '5' }, 'busyTimeoutMs'],
    [{ file, migrate: 'no' }, 'migrate'],
    [{ file, space: '' }, 'space'],
    [null, 'options'],
    [file, 'options'],
  ])('of SQLite: %j is refused because of its %s', (options, field) => {
    expect(() => new SqliteAdapter(wrong(options))).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT', field }),
    );
  });

  it.each<[unknown, string]>([
    [{ username: 7 }, 'username'],
    [{ database: '' }, 'database'],
    [{ driver: 'bolt' }, 'driver'],
    [{ driver: {}, url: 'bolt://localhost' }, 'driver'],
    [{ warm: 1 }, 'warm'],
    [{ space: 7 }, 'space'],
    [undefined, 'options'],
  ])('of Neo4j: %j is refused because of its %s', (options, field) => {
    expect(() => new Neo4jAdapter(wrong(options))).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT', field }),
    );
  });

  it('are refused by name when they are not known', async () => {
    const message = '`migrte` is not known here; leave it out or correct its name';
    expect(() => new SqliteAdapter(wrong({ file, migrte: true }))).toThrow(message);
    expect(() => new Neo4jAdapter(wrong({ migrte: true }))).toThrow(message);
    expect((await failure(openMemory(wrong({ migrte: true })))).message).toBe(message);
  });

  it('never come back in a message when they may hold a secret', async () => {
    const url = new URL('bolt://neo4j:tulip-5@localhost');
    const wrongOnes: readonly unknown[] = [
      url,
      url.href,
      { url },
      { url: 'bolt://localhost', password: ['tulip-5'] },
      { url: 'bolt://localhost', password: { value: 'tulip-5' } },
      { passwrod: 'tulip-5' },
    ];
    for (const options of wrongOnes) {
      const opened = await failureFacts(openMemory(wrong(options)));
      expect(opened).toMatchObject({ code: 'INVALID_INPUT' });
      expect(opened['message']).not.toContain('tulip');
      const constructed = async (): Promise<unknown> => new Neo4jAdapter(wrong(options));
      const facts = await failureFacts(constructed());
      expect(facts).toMatchObject({ code: 'INVALID_INPUT' });
      expect(facts['message']).not.toContain('tulip');
    }
  });

  it('of openMemory name one database, and no path that is none', async () => {
    const driver = wrong({});
    expect(await failureFacts(openMemory({ url: 'sqlite::memory:', driver }))).toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining('`url` and `driver`'),
    });
    expect(await failureFacts(openMemory({ url: `sqlite:${file}\0b` }))).toMatchObject({
      code: 'INVALID_INPUT',
      field: 'url',
    });
    expect(
      await failureFacts(openMemory({ url: 'sqlite::memory:', signal: AbortSignal.abort() })),
    ).toMatchObject({ code: 'ABORTED', mayBeApplied: false });
  });
});
