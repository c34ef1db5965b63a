import { chmodSync } from 'node:fs';
import { join } from 'node:path';

import { MemOS, SqliteAdapter } from 'memos-graph';
import { expect, it } from 'vitest';

import { analysisVersion } from '../../src/analysis/analyse-memory.ts';
import { Connection } from '../../src/engines/sqlite/connection.ts';
import { migrations } from '../../src/engines/sqlite/schema.ts';
import { temporaryFolder } from './engine-files.ts';

const insertNode = `
INSERT INTO nodes (space, id, kind, status, content, created_at, occurred_at, valid_from, order_key)
VALUES ('default', $id, $kind, $status, $content, $at, $at, $at, $at || '|' || $at || '|' || $id)`;

const insertDocument = `
INSERT INTO documents (rowid, scope, text)
VALUES (?, ?, ?)`;

const insertDuring = `
INSERT INTO links (from_row, type, to_row, from_key, from_kind)
SELECT n.row, 'DURING', s.row, n.order_key, n.kind
FROM nodes n, nodes s
WHERE n.id = ?
  AND s.id = 's'`;

const scope = `sp${Buffer.from('default', 'utf8').toString('hex')}`;
const at = (day: number): string => `2026-01-0${day}T00:00:00.000Z`;

/** A file as the first version of the schema has it, with a session and three memories in it. */
function makeFirstFile(file: string): void {
  const connection = new Connection(file);
  connection.exec(migrations[0]?.sql ?? '');
  connection.exec('PRAGMA application_id = 1835363695; PRAGMA user_version = 1;');
  const add = (row: readonly [id: string, kind: string, content: string, day: number]): void => {
    const [id, kind, content, day] = row;
    const status = kind === 'commitment' || kind === 'session' ? 'open' : 'active';
    const { lastInsertRowid } = connection.run(insertNode, {
      id,
      kind,
      status,
      content,
      at: at(day),
    });
    if (kind !== 'session') connection.run(insertDocument, lastInsertRowid, scope, content);
  };
  add(['s', 'session', 'A talk', 1]);
  add(['a', 'note', 'Quokkas were seen', 1]);
  add(['b', 'commitment', 'Bring a camera', 2]);
  add(['c', 'note', 'Nothing else', 3]);
  for (const id of ['a', 'b']) connection.run(insertDuring, id);
  connection.close();
  chmodSync(file, 0o600);
}

const idsFor = async (memory: MemOS, question: string): Promise<readonly string[]> =>
  (await memory.recall(question)).memories.map(({ id }) => id).toSorted();

it('a file of the first version of the schema is migrated, usable at once, and reindexed later', async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'memory.db');
  makeFirstFile(file);
  await using memory = new MemOS(new SqliteAdapter({ file, migrate: false }));
  expect((await memory.adapter.schemaStatus()).problems).toEqual([
    'The schema has version 1, this release needs 3',
  ]);
  expect((await memory.adapter.applySchema()).applied).toHaveLength(2);

  expect(await idsFor(memory, 'quokkas')).toEqual(['a']);
  await memory.adapter.completeCommitment({ id: 'b', outcome: 'Photographs taken' });
  expect(await idsFor(memory, 'photographs')).toEqual(['b']);
  await memory.remember('A quokka jumped', { id: 'd', sessionId: 's', occurredAt: at(4) });
  expect(await idsFor(memory, 'quokkas')).toEqual(['a', 'd']);
  await memory.forget('c');
  const analysis = { version: analysisVersion, outdated: 2 };
  expect(await memory.health()).toMatchObject({ ok: true, analysis });

  expect(await memory.reindex()).toMatchObject({ reindexed: 2 });
  expect((await memory.health()).analysis).toEqual({ version: analysisVersion, outdated: 0 });
  expect(await idsFor(memory, 'a quokka')).toEqual(['a', 'b', 'd']);
  expect(await idsFor(memory, 'photograph')).toEqual(['b', 'd']);
  const connection = new Connection(file, { readOnly: true });
  expect(connection.all('SELECT rowid FROM documents')).toEqual([]);
  connection.close();
  chmodSync(file, 0o600);
});
