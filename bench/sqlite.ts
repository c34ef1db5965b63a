import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { openMemory } from 'memos-graph';

import { type Contestant, measure, seconds, type Timing } from './measure.ts';
import { contestants, type Measured } from './operations.ts';
import { milliseconds, perSecond, printTable, ratio } from './table.ts';
import { exportLines, fill, importedPeople, populationOf } from './workload.ts';

/** Measures the embedded engine at every size, and one durable insert of the bare binding beside `remember`. */
export async function benchSqlite(sizes: readonly number[], rounds: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'memos-graph-bench-'));
  try {
    const filled: Measured[] = [];
    for (const size of sizes) filled.push(await openFilled(join(folder, `${size}.db`), size));
    const bySize = await measureInTurn(filled, folder, rounds);
    for (const { memory } of filled) await memory.close();
    printGrowth('SQLite: milliseconds a call', bySize);
    printRatios(bySize);
    await benchImport(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function openFilled(file: string, size: number): Promise<Measured> {
  const memory = await openMemory({ url: `sqlite:${file}`, migrate: true });
  console.error(`SQLite: filling ${size.toLocaleString('en')} memories…`);
  await fill(memory, { count: size, seed: size, people: populationOf(size) });
  return { memory, size };
}

/** Calls each kind at every size in turn, so that the growth is that of the store and not of the machine's other work. */
async function measureInTurn(
  filled: readonly Measured[],
  folder: string,
  rounds: number,
): Promise<ReadonlyMap<number, ReadonlyMap<string, Timing>>> {
  const groups = filled.map((one) => [
    ...contestants(one, rounds),
    bareInsert(join(folder, `bare-${one.size}.db`)),
  ]);
  const names = groups[0]?.map(({ name }) => name) ?? [];
  const all = names.flatMap((name, place) =>
    groups.flatMap((group, at): Contestant[] => {
      const [one, contestant] = [filled[at], group[place]];
      if (one === undefined || contestant === undefined) return [];
      return [{ ...contestant, name: keyOf(one.size, name) }];
    }),
  );
  const timings = await measure(all, { rounds });
  return new Map(
    filled.map(({ size }) => [
      size,
      new Map(
        names.flatMap((name) => {
          const timing = timings.get(keyOf(size, name));
          return timing === undefined ? [] : [[name, timing]];
        }),
      ),
    ]),
  );
}

const keyOf = (size: number, name: string): string => `${name} at ${size}`;

const bareName = 'bare binding, one durable insert';

interface BareDatabase {
  exec(sql: string): void;
  prepare(sql: string): { run(...values: readonly (string | number)[]): unknown };
}

/** One row into one table, with the same guarantee: on disk when the call returns. */
function bareInsert(file: string): Contestant {
  const database = openBare(file);
  database.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE memory (id INTEGER PRIMARY KEY, content TEXT)',
  );
  const insert = database.prepare('INSERT INTO memory (content) VALUES (?)');
  return {
    name: bareName,
    call: async (index) => {
      insert.run(`one row of about as much text as a memory has, number ${index}`.repeat(2));
      return database; // the binding closes a database that nothing refers to, whatever its statements do
    },
  };
}

function openBare(file: string): BareDatabase {
  const require = createRequire(import.meta.url);
  const { DatabaseSync } = require(sqliteModule()) as {
    DatabaseSync: new (path: string) => BareDatabase;
  }; // both modules have this class
  return new DatabaseSync(file);
}

/** The engine takes node:sqlite from 3.51.3 on; the bare insert is measured on the same binding. */
function sqliteModule(): string {
  const [major = 0, minor = 0, patch = 0] = (process.versions['sqlite'] ?? '0')
    .split('.')
    .map(Number);
  return major * 1_000_000 + minor * 1_000 + patch >= 3_051_003
    ? 'node:sqlite'
    : '@photostructure/sqlite';
}

/** The figures of every size side by side, with the growth of p95. */
export function printGrowth(
  title: string,
  bySize: ReadonlyMap<number, ReadonlyMap<string, Timing>>,
): void {
  const sizes = [...bySize.keys()];
  const names = [...(bySize.values().next().value?.keys() ?? [])];
  const rows = names.map((name) => {
    const timings = sizes.map((size) => bySize.get(size)?.get(name));
    const growth = (timings.at(-1)?.p95 ?? Number.NaN) / (timings[0]?.p95 ?? Number.NaN);
    const cells = timings.flatMap((timing) => [
      milliseconds(timing?.p50 ?? Number.NaN),
      milliseconds(timing?.p95 ?? Number.NaN),
    ]);
    return [name, ...cells, ratio(growth)];
  });
  const headings = sizes.flatMap((size) => [`p50 ${size / 1000}k`, `p95 ${size / 1000}k`]);
  printTable(title, ['call', ...headings, 'growth of p95'], rows);
}

function printRatios(bySize: ReadonlyMap<number, ReadonlyMap<string, Timing>>): void {
  const rows = [...bySize].map(([size, timings]) => {
    const ours = timings.get('remember, 2 entities')?.p50 ?? Number.NaN;
    const bare = timings.get(bareName)?.p50 ?? Number.NaN;
    return [
      `remember at ${size.toLocaleString('en')}`,
      milliseconds(ours),
      milliseconds(bare),
      ratio(ours / bare),
    ];
  });
  printTable(
    'SQLite: remember beside one durable insert (p50)',
    ['', 'ours', 'bare', 'ratio'],
    rows,
  );
}

async function benchImport(folder: string): Promise<void> {
  const count = 10_000;
  await using memory = await openMemory({
    url: `sqlite:${join(folder, 'import.db')}`,
    migrate: true,
  });
  const imported = await seconds(() => memory.import(exportLines(count, 5)));
  await using second = await openMemory({
    url: `sqlite:${join(folder, 'batch.db')}`,
    migrate: true,
  });
  const stored = await seconds(() => fill(second, { count, seed: 6, people: importedPeople }));
  printTable(
    'SQLite: 10,000 memories with two entities each',
    ['', 'seconds', 'memories'],
    [
      ['import', imported.toFixed(2), perSecond(count, imported)],
      ['storeMemoryBatch, 1,000 at a time', stored.toFixed(2), perSecond(count, stored)],
    ],
  );
}
