import type { CallLimits } from '../../../engine/engine.ts';
import { DatabaseBusyError } from '../../../errors/database-errors.ts';
import { AbortedError } from '../../../errors/session-errors.ts';

interface Waiter {
  readonly enter: () => void;
}

/**
 * Lets as many calls to the driver's pool as it has connections: the wait for one is bounded, may be aborted, and says behind how many
 * it was; the driver's own says none of it.
 */
export class ConnectionGate {
  readonly limit: number;
  readonly #waitTimeoutMs: number;
  readonly #holders: string;
  readonly #waiting = new Set<Waiter>();
  #inUse = 0;

  /** `holders` is what those who are inside are called when somebody has waited for too long. */
  constructor(
    limit: number,
    waitTimeoutMs: number,
    holders = 'Those who use the connections of this process',
  ) {
    this.limit = limit;
    this.#waitTimeoutMs = waitTimeoutMs;
    this.#holders = holders;
  }

  get inUse(): number {
    return this.#inUse;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  /** Waits for a connection to be free; answers what gives it back, which may be called twice. */
  async acquire({ signal }: CallLimits): Promise<() => void> {
    if (this.#inUse >= this.limit) await this.#wait(signal);
    else this.#inUse += 1;
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.#release();
    };
  }

  /** Hands the connection to whoever came first, or frees it. */
  #release(): void {
    const [first] = this.#waiting;
    if (first === undefined) {
      this.#inUse -= 1;
      return;
    }
    this.#waiting.delete(first);
    first.enter();
  }

  #wait(signal: AbortSignal | undefined): Promise<void> {
    const behind = this.#waiting.size;
    return new Promise((resolve, reject) => {
      const leave = (error: Error): void => {
        this.#waiting.delete(waiter);
        stop();
        reject(error);
      };
      const abort = (): void => leave(new AbortedError(false, { cause: signal?.reason }));
      const timer = setTimeout(() => {
        const holder = `${this.#holders} (${this.limit}), with ${behind} calls waiting before this one,`;
        leave(new DatabaseBusyError(holder, this.#waitTimeoutMs));
      }, this.#waitTimeoutMs);
      const stop = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', abort);
      };
      const waiter: Waiter = {
        enter: () => {
          stop();
          resolve();
        },
      };
      this.#waiting.add(waiter);
      if (signal?.aborted === true) abort();
      else signal?.addEventListener('abort', abort, { once: true });
    });
  }
}
