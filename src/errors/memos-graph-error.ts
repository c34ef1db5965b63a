const marker = Symbol.for('memos-graph.error');

/** The string codes of every error this package throws; branch on these, never on the message. */
export type ErrorCode =
  | 'INVALID_INPUT'
  | 'NODE_NOT_FOUND'
  | 'ID_CONFLICT'
  | 'CAPABILITY_MISSING'
  | 'QUERY_REFUSED'
  | 'QUERY_FAILED'
  | 'CONTEXT_CLOSED'
  | 'CONTEXT_FAILED'
  | 'CONTEXT_LOST'
  | 'CONTEXT_CHANGED'
  | 'CLOSED'
  | 'ABORTED'
  | 'TIMEOUT'
  | 'BACKPRESSURE'
  | 'READ_ONLY'
  | 'DATABASE_BUSY'
  | 'DATABASE_UNAVAILABLE'
  | 'DATABASE_REFUSED'
  | 'DATABASE_FAILED'
  | 'SCHEMA_MISSING'
  | 'SCHEMA_NEWER'
  | 'SCHEMA_CONFLICT'
  | 'FILE_UNUSABLE'
  | 'SQLITE_UNAVAILABLE';

/** The root of every error this package throws on purpose: a stable `code`, a sentence, and whether trying again can help. */
export abstract class MemosGraphError extends Error {
  abstract readonly code: ErrorCode;
  /** True when the same call may succeed later; writes are idempotent, so trying again is safe. */
  readonly retryable: boolean = false;
  readonly [marker] = true;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }

  /** Tells whether `value` is an error of this package, even of another installed copy of it. */
  static isInstance(value: unknown): value is MemosGraphError {
    return typeof value === 'object' && value !== null && marker in value;
  }
}
