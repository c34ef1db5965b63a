import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import type { Removal } from '../../src/engine/removal.ts';
import { Connection } from '../../src/engines/sqlite/connection.ts';
import type { SqliteEngine } from '../../src/engines/sqlite/sqlite-engine.ts';
import {
  bytesIn,
  during,
  noteOf,
  openEngine,
  sessionOf,
  space,
  temporaryFolder,
  write,
} from './engine-files.ts';

/** The end of a word; the index stores only that, after what the word shares with the one before it. */
const ending = (index: number): string => `${String.fromCharCode(97 + index)}quokka`;

const secret = (index: number): string => `zanzibarite${ending(index)}`;

/** In which files of the folder a word stands, in any case. */
async function filesWith(folder: string, word: string): Promise<readonly string[]> {
  const files = await bytesIn(folder);
  return [...files]
    .filter(([, bytes]) => bytes.toString('latin1').toLowerCase().includes(word))
    .map(([name]) => name);
}

async function fill(engine: SqliteEngine): Promise<void> {
  const others = Array.from({ length: 300 }, (_, index) =>
    noteOf(`other${index}`, `a plain note number${index} about zanzibar and the quokka`),
  );
  const secrets = Array.from({ length: 20 }, (_, index) =>
    noteOf(`secret${index}`, `the word ${secret(index)} is told`, [`Owner ${secret(index)}`]),
  );
  await engine.write([...others.slice(0, 150), ...secrets, ...others.slice(150)], { atomic: true });
  // In several transactions too, so that the index has several segments to be cleaned.
  for (const index of [20, 21, 22])
    await write(engine, noteOf(`secret${index}`, `again ${secret(index)} is told`));
}

const removalOf = (id: string): Removal => ({
  space,
  selector: { by: 'ids', ids: [id] },
  limit: 10,
  dryRun: false,
});

describe('what was forgotten', () => {
  it('stands in none of the files any more', async () => {
    await using folder = await temporaryFolder();
    await using engine = openEngine(join(folder.path, 'memory.db'));
    await fill(engine);
    expect(await filesWith(folder.path, ending(0))).not.toEqual([]);
    const indexes = Array.from({ length: 23 }, (_, index) => index);
    const ids = indexes.map((index) => `secret${index}`);
    const removal = { space, selector: { by: 'ids', ids }, limit: 1000, dryRun: false } as const;
    const { value } = await engine.remove(removal, {});
    expect(value.nodes).toHaveLength(23);
    for (const index of indexes.slice(20))
      expect(await filesWith(folder.path, ending(index))).toEqual([]);
    // The entities still have their names; with them the last of the words goes.
    const { value: entities } = await engine.read(
      'exportPage',
      { space, part: 'entities', limit: 100 },
      {},
    );
    const entityIds = entities.map(({ node }) => node.id);
    await engine.remove({ ...removal, selector: { by: 'ids', ids: entityIds } }, {});
    for (const index of indexes) expect(await filesWith(folder.path, ending(index))).toEqual([]);
    expect(await filesWith(folder.path, 'number299')).not.toEqual([]);
  });

  it('stands no more in what the memories after it in its session are found by', async () => {
    await using folder = await temporaryFolder();
    await using engine = openEngine(join(folder.path, 'memory.db'));
    await fill(engine);
    await write(engine, sessionOf('s'));
    const spoken = [secret(24), 'first after', 'second after', 'third after'];
    for (const [index, content] of spoken.entries())
      await write(engine, during('s', noteOf(`said${index}`, content)));
    expect(await filesWith(folder.path, ending(24))).not.toEqual([]);
    await engine.remove(removalOf('said0'), {});
    expect(await filesWith(folder.path, ending(24))).toEqual([]);
  });

  it('in a batch is gone when the batch is committed', async () => {
    await using folder = await temporaryFolder();
    await using engine = openEngine(join(folder.path, 'memory.db'));
    await fill(engine);
    const session = engine.openSession({ batch: true });
    await session.remove(
      { space, selector: { by: 'ids', ids: ['secret21'] }, limit: 10, dryRun: false },
      {},
    );
    await session.commit({});
    await session.close();
    expect(await filesWith(folder.path, ending(21))).toEqual([]);
  });

  it('leaves the others to be found', async () => {
    await using folder = await temporaryFolder();
    await using engine = openEngine(join(folder.path, 'memory.db'));
    await fill(engine);
    await engine.remove(
      { space, selector: { by: 'before', before: '2027' }, limit: 100, dryRun: false },
      {},
    );
    const { value } = await engine.read(
      'search',
      {
        space,
        kinds: ['note'],
        terms: ['plain'],
        words: [],
        named: [],
        limit: 1000,
        perEntity: 1,
        hopFrom: 0,
        perHop: 0,
        withNeighbours: false,
      },
      {},
    );
    expect(value).toHaveLength(200);
    expect((await engine.health({})).problems).toEqual([]);
  });

  it('is taken from the log at the next write when a reader kept it there', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'memory.db');
    await using engine = openEngine(file);
    await fill(engine);
    const reader = new Connection(file, { readOnly: true });
    reader.exec('BEGIN');
    reader.all('SELECT count(*) FROM nodes');
    const abort = new AbortController();
    const removal = removalOf('secret21');
    const removing = engine.remove(removal, { signal: abort.signal });
    setTimeout(() => abort.abort(), 200);
    const startedAt = performance.now();
    expect((await removing).value.nodes).toHaveLength(1);
    expect(performance.now() - startedAt).toBeLessThan(1500);
    await engine.remove(removalOf('secret22'), {});
    expect(performance.now() - startedAt).toBeLessThan(6000);
    expect(await filesWith(folder.path, ending(21))).not.toEqual([]);
    reader.exec('COMMIT');
    await write(engine, noteOf('next'));
    for (const index of [21, 22]) expect(await filesWith(folder.path, ending(index))).toEqual([]);
    reader.close();
  });

  it('is taken from the log at the end when a reader kept it there', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'memory.db');
    const engine = openEngine(file);
    await fill(engine);
    const reader = new Connection(file, { readOnly: true });
    reader.exec('BEGIN');
    reader.all('SELECT count(*) FROM nodes');
    await engine.remove(removalOf('secret21'), { signal: AbortSignal.timeout(50) });
    setTimeout(() => reader.exec('COMMIT'), 300);
    await engine.close();
    expect(await filesWith(folder.path, ending(21))).toEqual([]);
    reader.close();
  });
});
