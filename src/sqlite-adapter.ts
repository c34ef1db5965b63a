import * as z from 'zod';

import { SqliteEngine } from './engines/sqlite/sqlite-engine.ts';
import { Adapter } from './operations/adapter.ts';
import { defaultLeakAfterMs } from './operations/context-leaks.ts';
import { name } from './operations/fields.ts';
import { parseOptions } from './operations/options.ts';
import { SessionScope } from './operations/session-context.ts';

export interface SqliteAdapterOptions {
  /** The path of the file, or `:memory:`. */
  readonly file: string;
  /** The space all calls work in. Default: `default`. */
  readonly space?: string;
  /** Applies the schema when it is missing or older. Default: false; true for `:memory:`. */
  readonly migrate?: boolean;
  /** Opens the file so that nothing of it can change; whatever writes is a `ReadOnlyError`. Default: false. */
  readonly readOnly?: boolean;
  /** The longest wait for another process's write, in milliseconds. Default: 10,000. */
  readonly busyTimeoutMs?: number;
  /** A session context that is open for longer is reported, in milliseconds. Default: 60,000. */
  readonly leakAfterMs?: number;
}

const adapterOptions = z.strictObject({
  file: z
    .string()
    .min(1, 'a path or `:memory:`')
    .refine((file) => !file.includes('\0'), 'a path without a NUL character'),
  space: name.default('default'),
  migrate: z.boolean().exactOptional(),
  readOnly: z.boolean().exactOptional(),
  busyTimeoutMs: z.int().min(0).exactOptional(),
  leakAfterMs: z.int().min(1).exactOptional(),
});

/** The 14 operations over an SQLite file; nothing is opened before the first call. */
export class SqliteAdapter extends Adapter {
  constructor(options: SqliteAdapterOptions) {
    const {
      space,
      migrate,
      leakAfterMs = defaultLeakAfterMs,
      ...engine
    } = parseOptions(adapterOptions, options);
    const atOnce = migrate ?? engine.file === ':memory:';
    super(
      new SessionScope(new SqliteEngine({ ...engine, migrate: atOnce }), { leakAfterMs }),
      space,
    );
  }
}
