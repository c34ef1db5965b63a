import { MemosGraphError } from './memos-graph-error.ts';
import type { SentOptions } from './session-errors.ts';

/** Thrown when an operation needs something that this engine does not have. */
export class CapabilityMissingError extends MemosGraphError {
  override readonly code = 'CAPABILITY_MISSING';
  readonly capability: string;

  constructor(operation: string, capability: string, engine: string) {
    super(
      `${operation} needs ${capability}, which the ${engine} engine does not have; open the memory with a neo4j:// or bolt:// url for it`,
    );
    this.capability = capability;
  }
}

/** Thrown when the database cannot be reached, or was lost and did not come back in time. */
export class DatabaseUnavailableError extends MemosGraphError {
  override readonly code = 'DATABASE_UNAVAILABLE';
  override readonly retryable = true;
  /** True when a removal had been sent, so it may have been applied; removing again is safe. */
  readonly mayBeApplied: boolean;

  constructor(address: string, { mayBeApplied = false, ...options }: SentOptions = {}) {
    super(
      mayBeApplied
        ? `The connection to ${address} was lost after the removal was sent; it may have been applied. Removing again is safe and says what is left`
        : `The database at ${address} does not answer; check that it runs and that the address is right, then try again`,
      options,
    );
    this.mayBeApplied = mayBeApplied;
  }
}

/** Thrown by whatever writes when the memory was opened with `readOnly`; nothing was sent. */
export class ReadOnlyError extends MemosGraphError {
  override readonly code = 'READ_ONLY';

  constructor(options?: ErrorOptions) {
    super(
      'This memory was opened read-only; nothing was written. Open it without `readOnly` to write',
      options,
    );
  }
}

/** Thrown when the database refuses the user name, the password, the database name or the right to do this. */
export class DatabaseRefusedError extends MemosGraphError {
  override readonly code = 'DATABASE_REFUSED';
}

/** Thrown when the database is held by another writer for longer than the time limit. */
export class DatabaseBusyError extends MemosGraphError {
  override readonly code = 'DATABASE_BUSY';
  override readonly retryable = true;
  /** True when the write still waits in the database, so it may be applied later; sending it again is safe. */
  readonly mayBeApplied: boolean;

  constructor(
    holder: string,
    waitedMs: number,
    { mayBeApplied = false, ...options }: SentOptions = {},
  ) {
    super(
      mayBeApplied
        ? `${holder} holds what this write needs for longer than ${waitedMs} ms; the write may still be applied. Sending it again with the same id is safe`
        : `${holder} held the database for longer than ${waitedMs} ms; nothing was written, try again`,
      options,
    );
    this.mayBeApplied = mayBeApplied;
  }
}

/** Thrown when the database failed in a way that this package does not know; `cause` holds its own error. */
export class DatabaseFailedError extends MemosGraphError {
  override readonly code = 'DATABASE_FAILED';
  /** The database's own error code. */
  readonly databaseCode: string;

  constructor(databaseCode: string, options?: ErrorOptions) {
    super(
      `The database failed with ${databaseCode}; nothing of this call is kept. \`memos-graph doctor\` looks for the cause`,
      options,
    );
    this.databaseCode = databaseCode;
  }
}

/** Thrown at opening when the schema has not been applied, or only an older one. */
export class SchemaMissingError extends MemosGraphError {
  override readonly code = 'SCHEMA_MISSING';

  constructor(found: string, options?: ErrorOptions) {
    super(
      `The schema of memos-graph is ${found}; run \`memos-graph schema apply\`, or open with \`migrate: true\``,
      options,
    );
  }
}

/** Thrown at opening when the database was written by a newer release; it is not touched. */
export class SchemaNewerError extends MemosGraphError {
  override readonly code = 'SCHEMA_NEWER';

  constructor(found: number, known: number, options?: ErrorOptions) {
    super(
      `The database has schema version ${found}, this release knows up to ${known}; update memos-graph. Nothing was changed`,
      options,
    );
  }
}

/** Thrown by `schema apply` when something else already has the name or place of a part of the schema. */
export class SchemaConflictError extends MemosGraphError {
  override readonly code = 'SCHEMA_CONFLICT';
}

/** Thrown when a file is not an SQLite database, is damaged, read-only, or not one of memos-graph; it is not touched. */
export class FileUnusableError extends MemosGraphError {
  override readonly code = 'FILE_UNUSABLE';
  readonly file: string;

  constructor(file: string, problem: string, options?: ErrorOptions) {
    super(`${JSON.stringify(file)} ${problem}`, options);
    this.file = file;
  }
}

/** Thrown when no SQLite that is new enough to be safe can be loaded. */
export class SqliteUnavailableError extends MemosGraphError {
  override readonly code = 'SQLITE_UNAVAILABLE';

  constructor(minimum: string, options?: ErrorOptions) {
    super(
      `No SQLite of version ${minimum} or later was found; run \`npm install @photostructure/sqlite@1.2.1\` or use Node.js 24`,
      options,
    );
  }
}
