import { AbortedError } from '../../errors/session-errors.ts';
import { onAbort } from './on-abort.ts';

/** Waits for something that goes on by itself, no longer than the caller wants to. */
export async function unlessAborted<Value>(
  promise: Promise<Value>,
  signal: AbortSignal | undefined,
): Promise<Value> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(new AbortedError(false, { cause: signal.reason }));
    if (signal.aborted) abort();
    const leave = onAbort(signal, abort);
    promise.then(resolve, reject).finally(leave);
  });
}
