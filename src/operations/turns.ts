import { setMaxListeners } from 'node:events';

import { AbortedError } from '../errors/session-errors.ts';

/**
 * The order of the calls of a context. Calls of one step begin at once, in the order they were made, since the database session keeps
 * that order itself; a call of several steps, or one that ends the context, waits for all before it and holds up all behind it.
 */
export class Turns {
  /** The end of the last call that had its turn alone; never rejects. */
  #lastAlone: Promise<unknown> = Promise.resolve();
  /** The end of every call since; never rejects. */
  #all: Promise<unknown> = Promise.resolve();

  /** Begins in the order of the calls, not waiting for those that began. */
  inOrder<Result>(signal: AbortSignal | undefined, work: () => Promise<Result>): Promise<Result> {
    const turn = untilAborted(this.#lastAlone, signal).then(work);
    this.#all = settled(this.#all, turn);
    return turn;
  }

  /** Begins after the calls before, and ends before the calls behind. */
  alone<Result>(signal: AbortSignal | undefined, work: () => Promise<Result>): Promise<Result> {
    const before = this.#all;
    const turn = untilAborted(before, signal).then(work);
    this.#lastAlone = settled(before, turn);
    this.#all = this.#lastAlone;
    return turn;
  }
}

/** Waits for the calls before, no longer than the caller wants to. */
async function untilAborted(
  before: Promise<unknown>,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (signal === undefined) {
    await before;
    return;
  }
  // Node.js 20 takes more than ten calls that wait with one signal for a leak, and says so on the standard error.
  setMaxListeners(0, signal);
  await new Promise<void>((resolve, reject) => {
    const abort = (): void => reject(new AbortedError(false, { cause: signal.reason }));
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    void before.then(() => resolve()).finally(() => signal.removeEventListener('abort', abort));
  });
}

/** Waits for the end of every call without keeping what they answered. */
async function settled(...calls: readonly Promise<unknown>[]): Promise<void> {
  await Promise.allSettled(calls);
}
