import { DatabaseBusyError } from '../../errors/database-errors.ts';
import { AbortedError, BackpressureError } from '../../errors/session-errors.ts';
import { onAbort } from './on-abort.ts';

/** More calls than this do not wait; they are told so at once. */
const longestLine = 10_000;

/** A call that waits for the writer connection. */
export interface Waiter {
  readonly kind: 'shared' | 'alone';
  /** How much it will write, in change sets. */
  readonly weight: number;
  readonly signal?: AbortSignal | undefined;
  readonly reject: (error: unknown) => void;
}

interface Place<Item> {
  readonly item: Item;
  readonly since: number;
  readonly leave: () => void;
}

/** First come, first served; whoever is aborted or has waited too long leaves with an error. */
export class WaitingLine<Item extends Waiter> {
  readonly #longestWaitMs: number;
  #places: Place<Item>[] = [];
  /** Those who wait for room. */
  #wanting: (() => void)[] = [];

  constructor(longestWaitMs: number) {
    this.#longestWaitMs = longestWaitMs;
  }

  get length(): number {
    return this.#places.length;
  }

  /** When the next one will have waited too long, in milliseconds from now; undefined when nobody waits. */
  get nextExpiryMs(): number | undefined {
    const first = this.#places[0];
    return first === undefined
      ? undefined
      : Math.max(0, first.since + this.#longestWaitMs - performance.now());
  }

  /** Resolves when one more may wait. */
  async room(): Promise<void> {
    while (this.#places.length >= longestLine) {
      await new Promise<void>((resolve) => {
        this.#wanting.push(resolve);
      });
    }
  }

  add(item: Item): void {
    const { signal, reject } = item;
    if (signal?.aborted === true) {
      reject(new AbortedError(false, { cause: signal.reason }));
    } else if (this.#places.length >= longestLine) {
      reject(new BackpressureError(longestLine));
    } else {
      const leave = onAbort(signal, () => {
        this.#places = this.#places.filter((place) => place.item !== item);
        reject(new AbortedError(false, { cause: signal?.reason }));
      });
      this.#places.push({ item, since: performance.now(), leave });
    }
  }

  /** Takes the first one, and those behind it that can share a transaction with it, up to the weight. */
  takeGroup(greatestWeight: number): readonly Item[] {
    let weight = 0;
    let count = 0;
    for (const { item } of this.#places) {
      weight += item.weight;
      if (count > 0 && (item.kind === 'alone' || weight > greatestWeight)) break;
      count += 1;
      if (item.kind === 'alone') break;
    }
    return this.#remove(count);
  }

  /** Sends away everyone who has waited too long for the holder. */
  expire(holder: string, cause?: unknown): void {
    const oldest = performance.now() - this.#longestWaitMs;
    const fresh = this.#places.findIndex((place) => place.since > oldest);
    for (const item of this.#remove(fresh === -1 ? this.#places.length : fresh))
      item.reject(new DatabaseBusyError(holder, this.#longestWaitMs, { cause }));
  }

  #remove(count: number): readonly Item[] {
    const removed = this.#places.splice(0, count);
    for (const { leave } of removed) leave();
    // Each of them looks again: who waited for room need not take it.
    for (const resolve of this.#wanting.splice(0)) resolve();
    return removed.map((place) => place.item);
  }
}
