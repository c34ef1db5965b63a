import {
  appendFile,
  chmod,
  mkdir,
  readFile,
  rm,
  stat,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { Connection } from '../../src/engines/sqlite/connection.ts';
import { schemaVersion } from '../../src/engines/sqlite/schema.ts';
import { sqliteFailure } from '../../src/engines/sqlite/sqlite-failure.ts';
import {
  failureOf,
  noteOf,
  openEngine,
  storedIds,
  temporaryFolder,
  write,
} from './engine-files.ts';

/** A user who may do everything is never refused by a mode. */
const isSuperuser = process.getuid?.() === 0;

/** A file of ours with one note. */
async function makeFile(file: string): Promise<void> {
  await using engine = openEngine(file);
  await write(engine, noteOf('kept'));
}

function change(file: string, sql: string): void {
  const connection = new Connection(file);
  connection.exec(sql);
  connection.close();
}

/** Opens the file, expects to be refused, and expects that nothing of it has changed. */
async function refusal(file: string, migrate = true): Promise<unknown> {
  const before = await readFile(file);
  await using engine = openEngine(file, { migrate });
  const error = await failureOf(engine.ready({}));
  expect(before.equals(await readFile(file))).toBe(true);
  return error;
}

describe('a file that cannot be used', () => {
  it.each([
    'short',
    'no database, but a text that is much longer than any header would be '.repeat(4),
  ])('is refused untouched when it is not an SQLite database: %s', async (content) => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'notes.txt');
    await writeFile(file, content);
    expect(await refusal(file)).toMatchObject({
      code: 'FILE_UNUSABLE',
      file,
      message: `${JSON.stringify(file)} is not an SQLite database; choose another file. Nothing was changed`,
    });
  });

  it('is refused untouched when it belongs to another program', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'other.db');
    change(file, 'CREATE TABLE invoices (id INTEGER)');
    expect(await refusal(file)).toMatchObject({
      code: 'FILE_UNUSABLE',
      message: expect.stringContaining('is a database of another program'),
    });
    change(file, 'PRAGMA application_id = 7');
    expect(await refusal(file)).toMatchObject({ code: 'FILE_UNUSABLE' });
  });

  it('is refused untouched when a newer release wrote it', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'memory.db');
    await makeFile(file);
    change(file, `PRAGMA user_version = ${schemaVersion + 1}`);
    expect(await refusal(file)).toMatchObject({ code: 'SCHEMA_NEWER' });
    await using engine = openEngine(file);
    expect(await failureOf(engine.applySchema({}))).toMatchObject({ code: 'SCHEMA_NEWER' });
    expect(await engine.schemaStatus({})).toMatchObject({
      version: schemaVersion + 1,
      wanted: schemaVersion,
      problems: [expect.stringContaining('newer than this release')],
    });
  });

  it('is refused untouched when it is damaged', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'memory.db');
    await makeFile(file);
    const bytes = await readFile(file);
    await writeFile(file, bytes.fill(0xa5, 100));
    expect(await refusal(file)).toMatchObject({
      code: 'FILE_UNUSABLE',
      message: expect.stringContaining('is damaged; restore it from a backup'),
    });
  });

  it('is refused when it was cut off', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'memory.db');
    await makeFile(file);
    await truncate(file, 3 * 4096);
    await using engine = openEngine(file);
    expect(await failureOf(write(engine, noteOf('x', 'x', ['Y'])))).toMatchObject({
      code: 'FILE_UNUSABLE',
    });
  });

  it('is refused when it is a folder, or lies below a file', async () => {
    await using folder = await temporaryFolder();
    await using inFolder = openEngine(folder.path);
    expect(await failureOf(inFolder.ready({}))).toMatchObject({
      code: 'FILE_UNUSABLE',
      message: expect.stringContaining('is a folder'),
    });
    const file = join(folder.path, 'file');
    await writeFile(file, '');
    await using below = openEngine(join(file, 'memory.db'));
    expect(await failureOf(below.ready({}))).toMatchObject({ code: 'FILE_UNUSABLE' });
  });

  it.skipIf(isSuperuser)('is refused untouched when this user may not write it', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'memory.db');
    await makeFile(file);
    await chmod(file, 0o400);
    await using engine = openEngine(file);
    expect(await failureOf(write(engine, noteOf('x')))).toMatchObject({ code: 'FILE_UNUSABLE' });
  });

  it.each([
    ['is read-only', 'PRAGMA query_only = ON; DELETE FROM nodes'],
    ['the disk is full', 'PRAGMA max_page_count = 1; INSERT INTO blobs VALUES (zeroblob(100000))'],
  ])('is told in our words when SQLite finds that it %s', async (words, sql) => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'memory.db');
    await makeFile(file);
    const connection = new Connection(file);
    connection.exec('CREATE TABLE blobs (content BLOB)');
    const failure = await failureOf((async () => connection.exec(sql))());
    connection.close();
    expect(sqliteFailure(failure, file)).toMatchObject({
      code: 'FILE_UNUSABLE',
      message: expect.stringContaining(words),
    });
  });

  it('is looked at again by the next call', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'memory.db');
    await writeFile(file, 'something else');
    await using engine = openEngine(file);
    expect(await failureOf(write(engine, noteOf('a')))).toMatchObject({ code: 'FILE_UNUSABLE' });
    await rm(file);
    await write(engine, noteOf('a'));
    expect(await storedIds(engine, ['a'])).toEqual(['a']);
  });
});

describe('a file without the schema', () => {
  it('is neither made nor changed unless that was allowed', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'sub', 'memory.db');
    await using engine = openEngine(file, { migrate: false });
    expect(await failureOf(engine.ready({}))).toMatchObject({ code: 'SCHEMA_MISSING' });
    expect(await engine.schemaStatus({})).toMatchObject({ version: 0, applied: [] });
    await expect(stat(dirname(file))).rejects.toThrow('ENOENT');

    await mkdir(dirname(file));
    await appendFile(file, '');
    expect(await refusal(file, false)).toMatchObject({ code: 'SCHEMA_MISSING' });
  });

  it('gets it by applySchema, which says once what it did', async () => {
    await using folder = await temporaryFolder();
    await using engine = openEngine(join(folder.path, 'memory.db'), { migrate: false });
    const status = { version: schemaVersion, wanted: schemaVersion, problems: [] };
    expect(await engine.applySchema({})).toEqual({
      ...status,
      applied: Array.from({ length: schemaVersion }, () => expect.any(String)),
    });
    expect(await engine.applySchema({})).toEqual({ ...status, applied: [] });
    await write(engine, noteOf('a'));
  });

  it('gets it once when several open it at the same time', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'memory.db');
    const engines = Array.from({ length: 5 }, () => openEngine(file));
    await Promise.all(engines.map((engine, index) => write(engine, noteOf(`n${index}`))));
    await Promise.all(engines.map((engine) => engine.close()));
    await using engine = openEngine(file, { migrate: false });
    expect(await storedIds(engine, ['n0', 'n1', 'n2', 'n3', 'n4'])).toHaveLength(5);
  });

  it('has the parts that are gone named', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'memory.db');
    await makeFile(file);
    change(file, 'DROP INDEX nodes_by_kind');
    await using engine = openEngine(file);
    const { problems } = await engine.schemaStatus({});
    expect(problems).toEqual(['The index nodes_by_kind is missing']);
    expect((await engine.health({})).problems).toEqual(problems);
  });
});

describe.skipIf(process.platform === 'win32')('a new file', () => {
  it('is open to its owner only, with its folders and the files beside it', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'one', 'two', 'memory.db');
    await using engine = openEngine(file);
    await write(engine, noteOf('a'));
    const modes = await Promise.all(
      [file, `${file}-wal`, `${file}-shm`, dirname(file), dirname(dirname(file))].map(modeOf),
    );
    expect(modes).toEqual(['600', '600', '600', '700', '700']);
    expect((await engine.health({})).problems).toEqual([]);
    await chmod(file, 0o644);
    expect((await engine.health({})).problems).toEqual([expect.stringContaining('chmod 600')]);
  });
});

async function modeOf(path: string): Promise<string> {
  return ((await stat(path)).mode & 0o777).toString(8);
}
