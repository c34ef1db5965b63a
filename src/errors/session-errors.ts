import { MemosGraphError } from './memos-graph-error.ts';

/** The states of a session context. */
export type ContextState = 'IDLE' | 'BUSY' | 'OPEN_TRANSACTION' | 'CLOSED';

/** Thrown when a session context is used after it was committed, rolled back or closed. */
export class ContextClosedError extends MemosGraphError {
  override readonly code = 'CONTEXT_CLOSED';
  readonly state: ContextState = 'CLOSED';

  constructor(action: string, options?: ErrorOptions) {
    super(
      `Cannot ${action}: this session context is CLOSED. Open a new one with sessionContext()`,
      options,
    );
  }
}

/** Thrown by a batch context after one of its writes failed: it can only be rolled back. */
export class ContextFailedError extends MemosGraphError {
  override readonly code = 'CONTEXT_FAILED';

  constructor(action: string, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(
      `Cannot ${action}: a write in this batch failed, so nothing of the batch is kept. The failure was: ${reason}`,
      { cause },
    );
  }
}

/** Thrown when the connection of a batch context was lost before its commit; nothing of the batch is kept. */
export class ContextLostError extends MemosGraphError {
  override readonly code = 'CONTEXT_LOST';
  override readonly retryable = true;

  constructor(options?: ErrorOptions) {
    super(
      'The connection of this batch was lost before the commit; nothing of the batch is kept. Run it again',
      options,
    );
  }
}

/** Thrown when memory or an adapter is used after `close()`. */
export class ClosedError extends MemosGraphError {
  override readonly code = 'CLOSED';

  constructor(options?: ErrorOptions) {
    super('This memory is closed; open it again with openMemory()', options);
  }
}

/** Thrown when the caller's `signal` ended a wait. */
export class AbortedError extends MemosGraphError {
  override readonly code = 'ABORTED';
  /** True when a write had already been sent, so it may have been applied; sending it again is safe. */
  readonly mayBeApplied: boolean;

  constructor(mayBeApplied: boolean, options?: ErrorOptions) {
    super(
      mayBeApplied
        ? 'The call was aborted after it was sent; it may have been applied. Sending it again with the same id is safe'
        : 'The call was aborted before it was sent; nothing was written',
      options,
    );
    this.mayBeApplied = mayBeApplied;
  }
}

/** Thrown when a call did not end within its time limit. */
export class TimeoutError extends MemosGraphError {
  override readonly code = 'TIMEOUT';
  override readonly retryable = true;
  readonly limitMs: number;

  constructor(what: string, limitMs: number, options?: ErrorOptions) {
    super(`${what} did not end within ${limitMs} ms; try again, or raise the limit`, options);
    this.limitMs = limitMs;
  }
}
