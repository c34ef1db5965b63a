import { closeSync, mkdirSync, openSync, readSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

import { FileUnusableError } from '../../errors/database-errors.ts';
import { Connection } from './connection.ts';
import { applicationId } from './schema.ts';

export const inMemory = ':memory:';

const magic = 'SQLite format 3\0';
/** Where the application id stands in the header, as four bytes, the highest first. */
const applicationIdOffset = 68;
const headerLength = 100;

const fileProblems: Readonly<Record<string, string>> = {
  EACCES: 'may not be read or written by this user; change its permissions or choose another file',
  EPERM: 'may not be read or written by this user; change its permissions or choose another file',
  EROFS: 'is on a read-only file system; choose another file',
  ENOTDIR: 'is below something that is not a folder; choose another file',
  EEXIST: 'is below something that is not a folder; choose another file',
  EISDIR: 'is a folder; name a file in it',
  ENOSPC: 'cannot be made because the disk is full; free some space and try again',
};

/** Says what lies at a path: nothing to lose, or a database of memos-graph; throws for anything else without changing it. */
export function inspectFile(file: string): 'empty' | 'ours' {
  if (file === inMemory) return 'empty';
  const header = withFileErrors(file, () => readHeader(file));
  if (header.length === 0) return 'empty';
  if (header.length < headerLength || header.toString('latin1', 0, magic.length) !== magic)
    throw new FileUnusableError(
      file,
      'is not an SQLite database; choose another file. Nothing was changed',
    );
  return ownership(file, header.readUInt32BE(applicationIdOffset));
}

/** Makes the file and the folders above it, readable by their owner only; SQLite gives the same mode to the files beside it. */
export function createFile(file: string): void {
  if (file === inMemory) return;
  withFileErrors(file, () => {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    closeSync(openSync(file, 'a', 0o600));
  });
}

/** Opens a file so that nothing of it can change. */
export function withReadOnly<Value>(file: string, read: (connection: Connection) => Value): Value {
  const connection = new Connection(file, { readOnly: true });
  try {
    return read(connection);
  } finally {
    connection.close();
  }
}

function ownership(file: string, found: number): 'empty' | 'ours' {
  if (found === applicationId) return 'ours';
  if (found === 0 && countTables(file) === 0) return 'empty';
  throw new FileUnusableError(
    file,
    'is a database of another program; choose another file. Nothing was changed',
  );
}

const tableCount = `
SELECT count(*) AS tables
FROM sqlite_schema`;

function countTables(file: string): number {
  return withReadOnly(file, (connection) => {
    return connection.get<{ tables: number }>(tableCount)?.tables ?? 0;
  });
}

function readHeader(file: string): Buffer {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats === undefined) return Buffer.alloc(0);
  if (stats.isDirectory()) throw new FileUnusableError(file, fileProblems['EISDIR'] ?? '');
  const descriptor = openSync(file, 'r');
  try {
    const header = Buffer.alloc(headerLength);
    return header.subarray(0, readSync(descriptor, header, 0, headerLength, 0));
  } finally {
    closeSync(descriptor);
  }
}

function withFileErrors<Value>(file: string, work: () => Value): Value {
  try {
    return work();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const problem = fileProblems[code];
    throw problem === undefined ? error : new FileUnusableError(file, problem, { cause: error });
  }
}
