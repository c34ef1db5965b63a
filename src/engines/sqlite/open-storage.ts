import { resolve } from 'node:path';

import type { MetricsRecorder } from '../../engine/metrics.ts';
import { FileUnusableError, SchemaMissingError } from '../../errors/database-errors.ts';
import { Connection } from './connection.ts';
import { createFile, inMemory, inspectFile, withReadOnly } from './database-file.ts';
import { Readers } from './readers.ts';
import { migrate, requireSchema, storedVersion } from './schema-status.ts';
import { schemaVersion } from './schema.ts';
import { type Patience, waitWhileBusy } from './wait-while-busy.ts';
import { moveLog, WriteAheadLog } from './write-ahead-log.ts';
import { Writer } from './writer.ts';

/** An open file: one connection that writes, others that read. In memory there is only one. */
export interface Storage {
  readonly writer: Writer;
  /** For the smallest reads, which need not see one moment. */
  readonly reader: Connection;
  readonly readers: Readers;
  /** Absent in memory. */
  readonly log?: WriteAheadLog;
  /** Whether the writer and the readers are one connection. */
  readonly isShared: boolean;
  readonly busyTimeoutMs: number;
  /** What was done to the schema while opening, in words. */
  readonly applied: readonly string[];
  close(): Promise<void>;
}

interface OpenOptions extends Patience {
  readonly file: string;
  readonly migrate: boolean;
  readonly readOnly: boolean;
  readonly metrics: MetricsRecorder;
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
  if (options.readOnly) return openReadOnly(options);
  const { file } = options;
  await waitWhileBusy(() => checkFile(file, options.migrate), options);
  createFile(file);
  const connection = new Connection(file);
  let reader = connection;
  try {
    const applied = await prepare(connection, options);
    if (file !== inMemory) reader = (await waitWhileBusy(() => openReader(file), options)).value;
    const isShared = reader === connection;
    const readers = new Readers(reader, () => openReader(file));
    const log = isShared ? undefined : new WriteAheadLog(reader);
    return {
      writer: new Writer(connection, options),
      reader,
      readers,
      ...(log === undefined ? {} : { log }),
      isShared,
      busyTimeoutMs: options.busyTimeoutMs,
      applied,
      close: async () => {
        await log?.settle();
        closeAll(connection, isShared ? undefined : readers);
      },
    };
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** Opens a file with connections that cannot write; it has to be there, with its schema. */
async function openReadOnly(options: OpenOptions): Promise<Storage> {
  const { file } = options;
  await waitWhileBusy(() => checkFile(file, false), options);
  const open = (): Connection => openReader(file, { readOnly: true });
  const { value: reader } = await waitWhileBusy(open, options);
  const readers = new Readers(reader, open);
  return {
    writer: new Writer(reader, options),
    reader,
    readers,
    isShared: false,
    busyTimeoutMs: options.busyTimeoutMs,
    applied: [],
    close: async () => readers.close(),
  };
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
  // Even a setting waits: some read the file, which another process may be making or closing just now.
  await waitWhileBusy(() => connection.exec(connectionSettings), options);
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

function openReader(file: string, options = { readOnly: false }): Connection {
  const reader = new Connection(file, options);
  try {
    reader.exec(connectionSettings);
    reader.exec('PRAGMA query_only = ON');
    return reader;
  } catch (error) {
    reader.close();
    throw error;
  }
}

function closeAll(writer: Connection, readers: Readers | undefined): void {
  readers?.close();
  try {
    // Not every driver lets go of the file at once, so its content is made whole before.
    moveLog(writer);
  } finally {
    writer.close();
  }
}
