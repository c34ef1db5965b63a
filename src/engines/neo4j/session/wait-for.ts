import { AbortedError } from '../../../errors/session-errors.ts';

export interface Patience {
  readonly signal?: AbortSignal | undefined;
  /** Gives up after this many milliseconds without an answer. */
  readonly limitMs: number;
  /** Called once when the wait ends without an answer; must not wait itself. */
  readonly giveUp: () => void;
  /** Whether an aborted wait may have changed something. */
  readonly mayBeApplied: boolean;
  /** What is thrown when the time is over; an answer that comes while it is found out still counts. */
  readonly timeout: () => Error | Promise<Error>;
}

/** Waits for an answer no longer than the caller's signal and the clock allow, whatever the driver does meanwhile. */
export async function waitFor<Value>(answer: Promise<Value>, patience: Patience): Promise<Value> {
  const { signal, limitMs, giveUp, mayBeApplied, timeout } = patience;
  // The race may be lost before the answer fails: nobody else listens to it then.
  answer.catch(() => {});
  const cleanUps: (() => void)[] = [];
  const ended = new Promise<never>((_resolve, reject) => {
    const end = (error: Error): void => {
      reject(error);
      giveUp();
    };
    const timer = setTimeout(() => {
      Promise.resolve(timeout()).then(end, end);
    }, limitMs);
    const onAbort = (): void =>
      end(new AbortedError(mayBeApplied, { cause: signal?.reason, wasSent: true }));
    // A signal that was aborted before it is listened to says nothing any more.
    if (signal?.aborted === true) onAbort();
    else signal?.addEventListener('abort', onAbort, { once: true });
    cleanUps.push(() => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    });
  });
  try {
    return await Promise.race([answer, ended]);
  } finally {
    for (const cleanUp of cleanUps) cleanUp();
  }
}

/** Rejects at once when the caller has given up before anything was sent. */
export function refuseWhenAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new AbortedError(false, { cause: signal.reason });
}

/** Waits for something shared, which goes on without this caller when the caller gives up. */
export async function untilAborted<Value>(
  shared: Promise<Value>,
  signal: AbortSignal | undefined,
): Promise<Value> {
  if (signal === undefined) return shared;
  const cleanUps: (() => void)[] = [];
  const aborted = new Promise<never>((_resolve, reject) => {
    const onAbort = (): void => reject(new AbortedError(false, { cause: signal.reason }));
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
    cleanUps.push(() => signal.removeEventListener('abort', onAbort));
  });
  try {
    return await Promise.race([shared, aborted]);
  } finally {
    for (const cleanUp of cleanUps) cleanUp();
  }
}
