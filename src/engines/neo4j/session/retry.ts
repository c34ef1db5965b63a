import { setTimeout as sleep } from 'node:timers/promises';

import type { MetricsRecorder } from '../../../engine/metrics.ts';
import { AbortedError } from '../../../errors/session-errors.ts';
import { codeOf, isRetryable } from './driver-error.ts';

/** No attempt begins later than this after the first, in milliseconds. */
export const retryTimeoutMs = 15_000;
const firstPauseMs = 30;
const longestPauseMs = 1000;

export interface Attempted<Value> {
  readonly value: Value;
  readonly attempts: number;
}

export interface RetryOptions {
  readonly signal?: AbortSignal | undefined;
  /** No attempt but the first begins after this, by `performance.now()`. */
  readonly until?: number | undefined;
  readonly mayRetry?: (error: unknown) => boolean;
  /** Whether what was tried before an abort may have changed something. */
  readonly mayBeApplied: boolean;
  /** Who counts the retries, and how long they may go on. */
  readonly open: { readonly metrics: MetricsRecorder; readonly retryTimeoutMs: number };
}

/** Repeats idempotent work after failures that pass: at first after 5 to 30 ms, later up to a second, for 15 s in all unless the engine was told otherwise, and never after `until`. */
export async function withRetry<Value>(
  work: () => Promise<Value>,
  { signal, until = Infinity, mayRetry = isRetryable, mayBeApplied, open }: RetryOptions,
): Promise<Attempted<Value>> {
  const deadline = Math.min(performance.now() + open.retryTimeoutMs, until);
  for (let attempts = 1; ; attempts += 1) {
    try {
      return { value: await work(), attempts };
    } catch (error) {
      if (!mayRetry(error)) throw error;
      const pauseMs = pauseAfter(attempts);
      if (performance.now() + pauseMs > deadline) throw error;
      open.metrics.retried(codeOf(error));
      await pause(pauseMs, { signal, mayBeApplied });
    }
  }
}

/** Jittered, so that two writers that met do not meet again. */
function pauseAfter(attempts: number): number {
  const longest = Math.min(longestPauseMs, firstPauseMs * 2 ** Math.max(0, attempts - 3));
  return longest / 6 + Math.random() * (longest * (5 / 6));
}

async function pause(
  milliseconds: number,
  { signal, mayBeApplied }: Pick<RetryOptions, 'signal' | 'mayBeApplied'>,
): Promise<void> {
  try {
    await sleep(milliseconds, undefined, { signal });
  } catch (error) {
    throw new AbortedError(mayBeApplied, { cause: error, wasSent: true });
  }
}
