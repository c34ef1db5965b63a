import { SqliteEngine } from './engines/sqlite/sqlite-engine.ts';
import { Adapter } from './operations/adapter.ts';
import { SessionScope } from './operations/session-context.ts';

export interface SqliteAdapterOptions {
  /** The path of the file, or `:memory:`. */
  readonly file: string;
  /** The space all calls work in. Default: `default`. */
  readonly space?: string;
  /** Applies the schema when it is missing or older. Default: false; true for `:memory:`. */
  readonly migrate?: boolean;
  /** The longest wait for another process's write, in milliseconds. Default: 10,000. */
  readonly busyTimeoutMs?: number;
}

/** The 14 operations over an SQLite file; nothing is opened before the first call. */
export class SqliteAdapter extends Adapter {
  constructor({ space = 'default', migrate, ...engine }: SqliteAdapterOptions) {
    super(
      new SessionScope(
        new SqliteEngine({ ...engine, migrate: migrate ?? engine.file === ':memory:' }),
      ),
      space,
    );
  }
}
