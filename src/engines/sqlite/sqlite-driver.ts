import { createRequire } from 'node:module';

import { SqliteUnavailableError } from '../../errors/database-errors.ts';

/** A value this library binds; booleans and undefined differ between drivers, so neither is here. */
export type SqlValue = string | number | bigint | null;

/** Values by name, without the `$` that the text has. */
export type NamedValues = Readonly<Record<string, SqlValue>>;

export interface SqliteStatement {
  run(...values: (SqlValue | NamedValues)[]): RunResult;
  get(...values: (SqlValue | NamedValues)[]): unknown;
  all(...values: (SqlValue | NamedValues)[]): unknown[];
}

export interface RunResult {
  readonly changes: number | bigint;
  readonly lastInsertRowid: number | bigint;
}

export interface SqliteDatabase {
  exec(sql: string): void;
  prepare(sql: string): SqliteStatement;
  close(): void;
}

interface SqliteModule {
  readonly DatabaseSync: new (
    file: string,
    options: { readonly readOnly: boolean },
  ) => SqliteDatabase;
}

/** First release without the WAL-reset bug, which loses commits when several processes write. */
const minimumVersion = [3, 51, 3] as const;

/** Same API: `node:sqlite` is in Node.js 22.13 and later, the package is its port for Node.js 20. */
const moduleNames = ['node:sqlite', '@photostructure/sqlite'] as const;

const require = createRequire(import.meta.url);

let chosen: SqliteModule | undefined;

/** Opens a file with the first SQLite that is new enough. */
export function openDatabase(
  file: string,
  options: { readonly readOnly: boolean },
): SqliteDatabase {
  chosen ??= chooseModule();
  return new chosen.DatabaseSync(file, options);
}

function chooseModule(): SqliteModule {
  const attempts: unknown[] = [];
  for (const name of moduleNames) {
    try {
      const module = loadQuietly(name);
      if (isSafe(module)) return module;
      attempts.push(new Error(`${name} is older than ${minimumVersion.join('.')}`));
    } catch (error) {
      if (!isMissing(error)) throw error;
      attempts.push(error);
    }
  }
  throw new SqliteUnavailableError(minimumVersion.join('.'), {
    cause: new AggregateError(attempts),
  });
}

/** Node.js 22 warns on stderr that `node:sqlite` is experimental; users cannot act on it. */
function loadQuietly(name: string): SqliteModule {
  const emitWarning = process.emitWarning.bind(process);
  process.emitWarning = () => {};
  try {
    return require(name) as SqliteModule; // both modules have this shape; the contract suite checks it
  } finally {
    process.emitWarning = emitWarning;
  }
}

function isSafe({ DatabaseSync }: SqliteModule): boolean {
  const probe = new DatabaseSync(':memory:', { readOnly: false });
  const row = probe.prepare('SELECT sqlite_version() AS version').get() as { version: string }; // one row, one text
  probe.close();
  const [major = 0, minor = 0, patch = 0] = row.version.split('.').map(Number);
  const [minimumMajor, minimumMinor, minimumPatch] = minimumVersion;
  if (major !== minimumMajor) return major > minimumMajor;
  if (minor !== minimumMinor) return minor > minimumMinor;
  return patch >= minimumPatch;
}

function isMissing(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code; // `require` throws errors with a code
  return code === 'MODULE_NOT_FOUND' || code === 'ERR_UNKNOWN_BUILTIN_MODULE';
}
