import type { MetricsRecorder } from '../../../engine/metrics.ts';
import { noCost, type Receipt } from '../../../model/receipt.ts';

type Counted = 'sessions' | 'transactions' | 'statements' | 'roundTrips' | 'retries';

/** Counts what a call really costs while it runs. */
export class Meter {
  readonly #counts: Record<Counted, number> = {
    sessions: 0,
    transactions: 0,
    statements: 0,
    roundTrips: 0,
    retries: 0,
  };

  readonly #metrics: MetricsRecorder;

  /** What is counted here is counted in `metrics` too. */
  constructor(metrics: MetricsRecorder) {
    this.#metrics = metrics;
  }

  add(counts: Partial<Record<Counted, number>>): void {
    for (const name of Object.keys(this.#counts) as Counted[])
      // the keys of the object above
      this.#counts[name] += counts[name] ?? 0;
    this.#metrics.spend(counts);
  }

  get receipt(): Receipt {
    return { ...noCost, ...this.#counts };
  }
}
