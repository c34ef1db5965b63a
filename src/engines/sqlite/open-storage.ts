import { resolve } from 'node:path';

import { FileUnusableError, SchemaMissingError } from '../../errors/database-errors.ts';
import { Connection } from './connection.ts';
import { createFile, inMemory, inspectFile, withReadOnly } from './database-file.ts';
import { migrate, requireSchema, storedVersion } from './schema-status.ts';
import { schemaVersion } from './schema.ts';
import { isBusy } from './sqlite-failure.ts';
import { type Patience, pause, waitWhileBusy } from './wait-while-busy.ts';
import { Writer } from './writer.ts';

/** An open file: one connection that writes, one that reads. In memory they are the same. */
export interface Storage {
  readonly writer: Writer;
  readonly reader: Connection;
  /** Whether both are one connection. */
  readonly isShared: boolean;
  readonly busyTimeoutMs: number;
  /** What was done to the schema while opening, in words. */
  readonly applied: readonly string[];
  close(): void;
}

interface OpenOptions extends Patience {
  readonly file: string;
  readonly migrate: boolean;
}

const connectionSettings = `
PRAGMA synchronous = FULL;
PRAGMA secure_delete = ON;
PRAGMA temp_store = MEMORY;
PRAGMA cache_size = -16384;
PRAGMA wal_autocheckpoint = 4000;
`;

/** Opens the file, makes it and its schema where that is wanted, and leaves a file that cannot be used as it is. */
export async function openStorage(options: OpenOptions): Promise<Storage> {
  const { file } = options;
  await waitWhileBusy(() => checkFile(file, options.migrate), options);
  createFile(file);
  const connection = new Connection(file);
  let reader = connection;
  try {
    const applied = await prepare(connection, options);
    if (file !== inMemory) reader = await openReader(file, options);
    return {
      writer: new Writer(connection, options.busyTimeoutMs),
      reader,
      isShared: reader === connection,
      busyTimeoutMs: options.busyTimeoutMs,
      applied,
      close: () => closeBoth(connection, reader),
    };
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** The path as errors and health show it. */
export function absolutePath(file: string): string {
  return file === inMemory ? file : resolve(file);
}

/** Throws before anything is changed. */
function checkFile(file: string, mayMigrate: boolean): void {
  const isEmpty = inspectFile(file) === 'empty';
  if (isEmpty && !mayMigrate) throw new SchemaMissingError('missing');
  if (isEmpty) return;
  withReadOnly(file, (connection) => {
    if (storedVersion(connection) < schemaVersion && mayMigrate) return;
    requireSchema(connection);
  });
}

async function prepare(connection: Connection, options: OpenOptions): Promise<readonly string[]> {
  await configure(connection, options);
  // The schema comes before the write-ahead log, so that the application id always stands in the file itself.
  const { value: applied } = await waitWhileBusy(
    () => (storedVersion(connection) === schemaVersion ? [] : migrate(connection)),
    options,
  );
  const { value: mode } = await waitWhileBusy(
    () => connection.pragma('journal_mode = WAL'),
    options,
  );
  if (connection.file !== inMemory && mode !== 'wal')
    throw new FileUnusableError(
      connection.file,
      'is on a file system that cannot share memory between processes; choose a local disk',
    );
  return applied;
}

async function openReader(file: string, patience: Patience): Promise<Connection> {
  const reader = new Connection(file);
  try {
    await configure(reader, patience);
    reader.exec('PRAGMA query_only = ON');
    return reader;
  } catch (error) {
    reader.close();
    throw error;
  }
}

/** Even a setting waits: some read the file, which another process may be making or closing just now. */
async function configure(connection: Connection, patience: Patience): Promise<void> {
  await waitWhileBusy(() => connection.exec(connectionSettings), patience);
}

function closeBoth(writer: Connection, reader: Connection): void {
  if (reader !== writer) reader.close();
  try {
    // Not every driver lets go of the file at once, so its content is made whole before.
    moveLog(writer);
  } finally {
    writer.close();
  }
}

/** Moves what the write-ahead log holds into the file, so that removed words are in neither; gives up when others keep reading. */
export async function emptyLog({ reader, isShared, busyTimeoutMs }: Storage): Promise<void> {
  if (isShared) return;
  const startedAt = performance.now();
  while (!moveLog(reader) && performance.now() - startedAt < busyTimeoutMs) await pause();
}

/** Answers whether nobody was in the way. */
function moveLog(connection: Connection): boolean {
  try {
    return connection.pragma('wal_checkpoint(TRUNCATE)') === 0;
  } catch (error) {
    if (isBusy(error)) return false;
    throw error;
  }
}
