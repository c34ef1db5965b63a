import { setMaxListeners } from 'node:events';

import { AbortedError } from '../../errors/session-errors.ts';

export interface Caller {
  readonly signal?: AbortSignal | undefined;
  /** Whether the call may have changed something once it was sent. */
  readonly writes: boolean;
}

/** A call on its way to the database: its caller waits for the answer, and may leave at any moment. */
export class WaitingCall<Work, Answer> {
  readonly work: Work;
  readonly answer: Promise<Answer>;
  readonly enteredAt = performance.now();
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
  readonly signal: AbortSignal | undefined;
  #isSent = false;

  /** `left` is called when the caller leaves before the call was answered. */
  constructor(
    work: Work,
    { signal, writes }: Caller,
    left: (call: WaitingCall<Work, Answer>) => void,
  ) {
    this.work = work;
    this.signal = signal;
    let settle: Pick<WaitingCall<Work, Answer>, 'resolve' | 'reject'> | undefined;
    this.answer = new Promise((resolve, reject) => {
      settle = { resolve, reject };
    });
    const { resolve, reject } = settle as NonNullable<typeof settle>; // a promise calls back at once
    this.resolve = resolve;
    this.reject = reject;
    if (signal === undefined) return;
    const abort = (): void => {
      reject(
        new AbortedError(this.#isSent && writes, { cause: signal.reason, wasSent: this.#isSent }),
      );
      left(this);
    };
    // Node.js takes more than ten calls that wait with one signal for a leak, and says so on the standard error.
    setMaxListeners(0, signal);
    signal.addEventListener('abort', abort, { once: true });
    const stop = (): void => signal.removeEventListener('abort', abort);
    this.answer.then(stop, stop);
  }

  /** From now on the call may be carried out, even if its caller leaves. */
  markSent(): void {
    this.#isSent = true;
  }
}

/** Tells work that several callers wait for when the last of them has left. */
export class LastCaller {
  /** Undefined when one of them cannot leave. */
  readonly signal: AbortSignal | undefined;
  readonly #controller = new AbortController();

  constructor(calls: readonly Pick<WaitingCall<unknown, unknown>, 'signal'>[]) {
    const signals = calls.flatMap(({ signal }) => signal ?? []);
    if (signals.length < calls.length) return;
    this.signal = this.#controller.signal;
    setMaxListeners(0, this.signal); // one for each caller, which is no leak
    let waiting = signals.length;
    for (const signal of signals) {
      const leave = (): void => {
        waiting -= 1;
        if (waiting === 0) this.#controller.abort(signal.reason);
      };
      if (signal.aborted) leave();
      else signal.addEventListener('abort', leave, { once: true, signal: this.signal });
    }
  }

  /** Stops listening to the callers; their signals may live longer than the work. */
  release(): void {
    // A reason of its own spares the error, with its stack, that would be made for one.
    if (this.signal !== undefined) this.#controller.abort('released');
  }
}
