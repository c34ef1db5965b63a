import type { Durations, Sample } from './samples.ts';

/** In seconds, as the conventions of OpenTelemetry have them. */
const bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const;

/** Counts requests by operation and status, and how long they took. */
export class RequestMetrics {
  readonly #counts = new Map<string, { operation: string; status: number; count: number }>();
  readonly #buckets = bounds.map(() => 0);
  #sum = 0;
  #count = 0;
  #open = 0;

  get open(): number {
    return this.#open;
  }

  begin(): void {
    this.#open += 1;
  }

  /** `operation` is a name of ours, never what a client sent: each one is kept for ever. */
  end(operation: string, status: number, seconds: number): void {
    this.#open -= 1;
    const key = `${operation} ${status}`;
    const known = this.#counts.get(key) ?? { operation, status, count: 0 };
    known.count += 1;
    this.#counts.set(key, known);
    this.#sum += seconds;
    this.#count += 1;
    const place = bounds.findIndex((bound) => seconds <= bound);
    if (place !== -1) this.#buckets[place] = (this.#buckets[place] ?? 0) + 1;
  }

  counts(): readonly Sample[] {
    return [...this.#counts.values()].map(({ operation, status, count }) => [
      { operation, status: String(status) },
      count,
    ]);
  }

  durations(): Durations {
    let total = 0;
    const buckets = bounds.map((bound, place): Sample => {
      total += this.#buckets[place] ?? 0;
      return [{ le: String(bound) }, total];
    });
    return {
      buckets: [...buckets, [{ le: '+Inf' }, this.#count]],
      sum: this.#sum,
      count: this.#count,
    };
  }
}
