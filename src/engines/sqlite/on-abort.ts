import { AbortedError } from '../../errors/session-errors.ts';

const waiting = new WeakMap<AbortSignal, Set<() => void>>();

/** Calls back when the signal is aborted, until `leave` is called; many may wait for one signal without a warning of Node.js. */
export function onAbort(signal: AbortSignal | undefined, callback: () => void): () => void {
  if (signal === undefined) return () => {};
  const callbacks = waiting.get(signal) ?? listen(signal);
  callbacks.add(callback);
  return () => {
    callbacks.delete(callback);
  };
}

/** One listener for each signal, which stays: the signal is the caller's and goes with its call. */
function listen(signal: AbortSignal): Set<() => void> {
  const callbacks = new Set<() => void>();
  waiting.set(signal, callbacks);
  const callAll = (): void => {
    for (const callback of callbacks) callback();
  };
  signal.addEventListener('abort', callAll, { once: true });
  return callbacks;
}

/** The error for a signal that is aborted, before anything was kept. */
export function abortedBy(signal: AbortSignal | undefined): AbortedError | undefined {
  return signal?.aborted === true ? new AbortedError(false, { cause: signal.reason }) : undefined;
}
