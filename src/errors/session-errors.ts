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

export interface SentOptions extends ErrorOptions {
  /** Whether what was sent last may have been carried out. */
  readonly mayBeApplied?: boolean;
}

/** Thrown when the connection of a batch context was lost and the batch could not be repeated. */
export class ContextLostError extends MemosGraphError {
  override readonly code = 'CONTEXT_LOST';
  override readonly retryable = true;
  /** False when nothing of the batch is kept; true when the commit had been sent, so the batch may have been kept. */
  readonly mayBeApplied: boolean;

  constructor({ mayBeApplied = false, ...options }: SentOptions = {}) {
    super(
      mayBeApplied
        ? 'The connection of this batch was lost during the commit; the batch may have been kept. Check before running it again'
        : 'The connection of this batch was lost before the commit; nothing of the batch is kept. Run it again',
      options,
    );
    this.mayBeApplied = mayBeApplied;
  }
}

/** Thrown when a batch context had to be repeated and the database answered its writes otherwise than before. */
export class ContextChangedError extends MemosGraphError {
  override readonly code = 'CONTEXT_CHANGED';
  override readonly retryable = true;

  constructor(options?: ErrorOptions) {
    super(
      'Others changed what this batch had been told about its writes while it had to be repeated; nothing of the batch is kept. Run it again',
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

export interface AbortedOptions extends ErrorOptions {
  /** Whether a call that changes nothing was under way already. */
  readonly wasSent?: boolean;
}

/** Thrown when the caller's `signal` ended a wait. */
export class AbortedError extends MemosGraphError {
  override readonly code = 'ABORTED';
  /** True when a write had already been sent, so it may have been applied; sending it again is safe. */
  readonly mayBeApplied: boolean;

  constructor(mayBeApplied: boolean, { wasSent = false, ...options }: AbortedOptions = {}) {
    const harmless = wasSent
      ? 'The call was aborted; nothing was written'
      : 'The call was aborted before it was sent; nothing was written';
    super(
      mayBeApplied
        ? 'The call was aborted after it was sent; it may have been applied. Sending it again with the same id is safe'
        : harmless,
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

/** Thrown when so many writes wait already that one more would only add to the queue; nothing was sent. */
export class BackpressureError extends MemosGraphError {
  override readonly code = 'BACKPRESSURE';
  override readonly retryable = true;
  /** How many calls wait. */
  readonly waiting: number;

  constructor(waiting: number, options?: ErrorOptions) {
    super(
      `${waiting} writes of this process wait already, which is as many as may; nothing was written. Wait for ready(), then send it again`,
      options,
    );
    this.waiting = waiting;
  }
}
