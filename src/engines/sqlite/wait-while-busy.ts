import { setTimeout as sleep } from 'node:timers/promises';

import { DatabaseBusyError } from '../../errors/database-errors.ts';
import { abortedBy } from './on-abort.ts';
import { isBusy } from './sqlite-failure.ts';

/** How a wait for another process may end. */
export interface Patience {
  readonly busyTimeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** Tries until no other process is in the way, without blocking the event loop meanwhile; answers also how often it tried again. */
export async function waitWhileBusy<Value>(
  attempt: () => Value | Promise<Value>,
  { busyTimeoutMs, signal }: Patience,
): Promise<{ readonly value: Value; readonly retries: number }> {
  const startedAt = performance.now();
  for (let retries = 0; ; retries += 1) {
    const aborted = abortedBy(signal);
    if (aborted !== undefined) throw aborted;
    try {
      return { value: await attempt(), retries };
    } catch (error) {
      if (!isBusy(error)) throw error;
      if (performance.now() - startedAt >= busyTimeoutMs)
        throw new DatabaseBusyError('Another process', busyTimeoutMs, { cause: error });
    }
    await pause();
  }
}

/** Waits a little, by chance a little longer, so that several waiters do not meet again. */
export async function pause(): Promise<void> {
  await sleep(2 + Math.random() * 8);
}
