import { join } from 'node:path';

import * as fc from 'fast-check';
import { MemOS, SqliteAdapter } from 'memos-graph';
import { describe, expect, it } from 'vitest';

import { analysisVersion } from '../../src/analysis/analyse-memory.ts';
import { Connection } from '../../src/engines/sqlite/connection.ts';
import { currentAnalysis, migrations } from '../../src/engines/sqlite/schema.ts';
import { noteOf, openEngine, temporaryFolder, write } from './engine-files.ts';

const words = ['quokka', 'wombat', 'numbat', 'bilby', 'dingo'] as const;

const word = fc.constantFrom(...words);

/** Forgetting the latest one lets SQLite give its row away again. */
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ does: fc.constant('remember' as const), word }) },
  fc.record({ does: fc.constant('remember many' as const), word }),
  fc.record({ does: fc.constant('forget the latest' as const) }),
  fc.record({ does: fc.constant('forget the first' as const) }),
  fc.record({ does: fc.constant('complete the first' as const), word }),
);

type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

/** The words of each commitment, by its id and in order of writing. */
type Stored = Map<string, Set<string>>;

let written = 0;
const newId = (): string => `m${crypto.randomUUID()}`;

async function take(memory: MemOS, stored: Stored, given: Step): Promise<void> {
  switch (given.does) {
    case 'remember':
      return rememberMany(memory, stored, { word: given.word, count: 1 });
    case 'remember many':
      return rememberMany(memory, stored, { word: given.word, count: 70 });
    case 'complete the first':
      return completeFirst(memory, stored, given.word);
    case 'forget the first':
      return forget(memory, stored, stored.keys().next().value);
    case 'forget the latest':
      return forget(memory, stored, [...stored.keys()].at(-1));
  }
}

async function rememberMany(
  memory: MemOS,
  stored: Stored,
  given: { readonly word: string; readonly count: number },
): Promise<void> {
  const items = Array.from({ length: given.count }, () => ({
    id: newId(),
    // Memories that differ in a number are no near-duplicates.
    content: `Feed ${given.word} number ${(written += 1)}`,
    kind: 'commitment' as const,
  }));
  await memory.adapter.storeMemoryBatch(items);
  for (const { id } of items) stored.set(id, new Set([given.word]));
}

async function completeFirst(memory: MemOS, stored: Stored, added: string): Promise<void> {
  const id = stored.keys().next().value;
  if (id === undefined) return;
  const { applied } = await memory.adapter.completeCommitment({
    id,
    outcome: `A ${added} came too`,
  });
  if (applied) stored.get(id)?.add(added);
}

async function forget(memory: MemOS, stored: Stored, id: string | undefined): Promise<void> {
  if (id === undefined) return;
  await memory.forget(id);
  stored.delete(id);
}

const integrityOfIndex = `
INSERT INTO field_index (field_index, rank)
VALUES ('integrity-check', 1)`;

const takeOverTheRest = `
INSERT INTO field_index (rowid, facets, terms)
SELECT row, facets, terms
FROM memory_fields
WHERE row > (SELECT last_row FROM field_index_state)`;

describe('the index of fields', () => {
  it('finds what waits for it and what it has taken over alike, and agrees with the table', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
        await using folder = await temporaryFolder();
        const file = join(folder.path, 'memory.db');
        const stored: Stored = new Map();
        {
          await using memory = new MemOS(new SqliteAdapter({ file, migrate: true }));
          for (const given of steps) await take(memory, stored, given);
          for (const asked of words) {
            const { memories } = await memory.recall(asked, {
              history: true,
              limit: 100,
              vectors: false,
            });
            const expected = [...stored].filter(([, has]) => has.has(asked)).map(([id]) => id);
            const known = new Set(expected);
            expect(memories.every(({ id }) => known.has(id))).toBe(true);
            expect(memories.length > 0).toBe(expected.length > 0);
            if (expected.length < 60) expect(new Set(memories.map(({ id }) => id))).toEqual(known);
          }
        }
        const connection = new Connection(file);
        connection.run(takeOverTheRest);
        connection.run(integrityOfIndex);
        connection.close();
      }),
      { numRuns: 25 },
    );
  });

  it('is made of the fields that a file of the second version of the schema has', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'memory.db');
    const connection = new Connection(file);
    for (const { sql } of migrations.slice(0, 2)) connection.exec(sql);
    connection.exec('PRAGMA application_id = 1835363695; PRAGMA user_version = 2;');
    const at = '2026-01-01T00:00:00.000Z';
    connection.run(
      "INSERT INTO nodes (space, id, kind, status, content, created_at, occurred_at, valid_from, order_key, analysis) VALUES ('test', 'a', 'note', 'active', 'Quokkas were seen', ?, ?, ?, 'k', 1)",
      at,
      at,
      at,
    );
    connection.run(
      "INSERT INTO fields (rowid, facets, terms) VALUES (1, 'kdnote an1', 'quokka\n\n')",
    );
    connection.close();
    await using engine = openEngine(file);
    await engine.ready({});
    const migrated = new Connection(file);
    expect(migrated.all("SELECT rowid FROM field_index WHERE field_index MATCH 'quokka'")).toEqual([
      { rowid: 1 },
    ]);
    expect(migrated.get('SELECT last_row FROM field_index_state')).toEqual({ last_row: 1 });
    migrated.run(integrityOfIndex);
    // A process of that release that still has the file open must not pass full text by.
    expect(() => migrated.run('DELETE FROM fields WHERE rowid = 1')).toThrow('no such table');
    migrated.close();
  });

  it('takes a long field over at once, with what waited before it', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'memory.db');
    await using engine = openEngine(file);
    await write(engine, noteOf('short', 'a quokka'));
    const lastOfIndex = (): unknown => {
      const connection = new Connection(file, { readOnly: true });
      const found = connection.get('SELECT last_row FROM field_index_state');
      connection.close();
      return found;
    };
    expect(lastOfIndex()).toEqual({ last_row: 0 });
    const long = Array.from({ length: 900 }, (_, index) => `word${index}`).join(' ');
    await write(engine, noteOf('long', long));
    expect(lastOfIndex()).toEqual({ last_row: 2 });
  });

  it('leaves out the memories of the analysis of this release', () => {
    expect(currentAnalysis).toBe(analysisVersion);
  });
});
