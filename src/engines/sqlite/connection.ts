import {
  type NamedValues,
  openDatabase,
  type RunResult,
  type SqliteDatabase,
  type SqliteStatement,
  type SqlValue,
} from './sqlite-driver.ts';

/** How long SQLite itself waits for a lock, blocking the process; longer waits are made of many such ones. */
const blockingWaitMs = 15;
const waitForLocks = `PRAGMA busy_timeout = ${blockingWaitMs}`;

/** One connection to a file, with every statement prepared once. */
export class Connection {
  readonly file: string;
  readonly #database: SqliteDatabase;
  readonly #statements = new Map<string, SqliteStatement>();

  constructor(file: string, options: { readonly readOnly: boolean } = { readOnly: false }) {
    this.file = file;
    this.#database = openDatabase(file, options);
    this.#database.exec(waitForLocks);
  }

  /** Runs statements that are not worth keeping. */
  exec(sql: string): void {
    this.#database.exec(sql);
  }

  run(sql: string, ...values: (SqlValue | NamedValues)[]): RunResult {
    return this.#prepared(sql).run(...values);
  }

  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- names the columns, as in `all`
  get<Row>(sql: string, ...values: (SqlValue | NamedValues)[]): Row | undefined {
    return this.#prepared(sql).get(...values) as Row | undefined; // the caller knows the columns of its own text
  }

  all<Row>(sql: string, ...values: (SqlValue | NamedValues)[]): Row[] {
    return this.#prepared(sql).all(...values) as Row[]; // as above
  }

  /** The value of a pragma that answers one. */
  pragma(name: string): SqlValue {
    const row = this.#database.prepare(`PRAGMA ${name}`).get() as
      | Record<string, SqlValue>
      | undefined; // one column
    return row === undefined ? null : (Object.values(row)[0] ?? null);
  }

  /** Runs work that fails at once when another connection is in the way. */
  withoutWaiting<Value>(work: () => Value): Value {
    this.#database.exec('PRAGMA busy_timeout = 0');
    try {
      return work();
    } finally {
      this.#database.exec(waitForLocks);
    }
  }

  /** Ends a transaction and keeps nothing; some failures have ended it already. */
  rollback(): void {
    try {
      this.run('ROLLBACK');
    } catch {
      // There was no transaction any more.
    }
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }

  #prepared(sql: string): SqliteStatement {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}
