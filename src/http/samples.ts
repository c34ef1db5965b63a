/** One value of a metric, with its labels. */
export type Sample = readonly [labels: Readonly<Record<string, string>>, value: number];

/** A histogram as Prometheus has it: each bucket counts everything up to its bound. */
export interface Durations {
  readonly buckets: readonly Sample[];
  readonly sum: number;
  readonly count: number;
}
