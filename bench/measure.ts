import { performance } from 'node:perf_hooks';

/** Times of one kind of call, in milliseconds. */
export interface Timing {
  readonly p50: number;
  readonly p95: number;
  readonly count: number;
}

export interface Contestant {
  readonly name: string;
  readonly call: (index: number) => Promise<unknown>;
}

/**
 * Times the contestants in turn, A B B A …, so that a drift of the machine's speed meets all of them alike, and what one leaves for
 * the server to do meets each of the others.
 */
export async function measure(
  contestants: readonly Contestant[],
  { rounds, warmUp = 20 }: { readonly rounds: number; readonly warmUp?: number },
): Promise<ReadonlyMap<string, Timing>> {
  const times = new Map<string, number[]>(contestants.map(({ name }) => [name, []]));
  for (let round = -warmUp; round < rounds; round += 1) {
    for (const { name, call } of round % 2 === 0 ? contestants : contestants.toReversed()) {
      const start = performance.now();
      await call(round + warmUp);
      if (round >= 0) times.get(name)?.push(performance.now() - start);
    }
  }
  return new Map([...times].map(([name, values]) => [name, timing(values)]));
}

function timing(values: readonly number[]): Timing {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return { p50: at(0.5), p95: at(0.95), count: sorted.length };
}

/** Seconds that one piece of work takes. */
export async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

/** The value in the middle. */
export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
