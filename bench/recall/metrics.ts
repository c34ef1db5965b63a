/** Share of the relevant ids that are among the first `depth` found. */
export function recallAt(
  found: readonly string[],
  relevant: ReadonlySet<string>,
  depth: number,
): number {
  return hits(found, relevant, depth) / relevant.size;
}

/** 1 when every relevant id is among the first `depth` found, else 0. */
export function allAt(
  found: readonly string[],
  relevant: ReadonlySet<string>,
  depth: number,
): number {
  return hits(found, relevant, depth) === relevant.size ? 1 : 0;
}

function hits(found: readonly string[], relevant: ReadonlySet<string>, depth: number): number {
  return new Set(found.slice(0, depth).filter((id) => relevant.has(id))).size;
}

/**
 * Normalised discounted cumulative gain with binary relevance (Järvelin and Kekäläinen, 2002): gain 1 / log2(place + 1), places from 1,
 * over that of a perfect list of the same depth.
 */
export function ndcgAt(
  found: readonly string[],
  relevant: ReadonlySet<string>,
  depth: number,
): number {
  const gain = sum(
    found.slice(0, depth).map((id, index) => (relevant.has(id) ? discount(index) : 0)),
  );
  const best = sum(
    Array.from({ length: Math.min(depth, relevant.size) }, (_, index) => discount(index)),
  );
  return gain / best;
}

const discount = (index: number): number => 1 / Math.log2(index + 2);

/** Share of the first `depth` ids of one list that the other has there too; two empty lists agree. */
export function overlapAt(a: readonly string[], b: readonly string[], depth: number): number {
  const first = new Set(a.slice(0, depth));
  const second = new Set(b.slice(0, depth));
  const size = Math.max(first.size, second.size);
  return size === 0 ? 1 : [...first].filter((id) => second.has(id)).length / size;
}

const sum = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0);

export const mean = (values: readonly number[]): number => sum(values) / values.length;

/** Mean of the means of the groups: each group counts the same, however large it is. */
export function macroMean<Row>(
  rows: readonly Row[],
  group: (row: Row) => unknown,
  value: (row: Row) => number,
): number {
  const groups = new Map<unknown, number[]>();
  for (const row of rows) {
    const key = group(row);
    const values = groups.get(key);
    if (values === undefined) groups.set(key, [value(row)]);
    else values.push(value(row));
  }
  return mean([...groups.values()].map(mean));
}

/** The bounds between which a statistic lies in 95 of 100 samples, drawn with replacement from clusters of rows (Efron, 1979). */
export function clusterBootstrap<Row>(
  clusters: readonly (readonly Row[])[],
  statistic: (rows: readonly Row[]) => number,
  { samples = 1_000, seed = 1 }: { readonly samples?: number; readonly seed?: number } = {},
): readonly [low: number, high: number] {
  const random = randomNumbers(seed);
  const values = Array.from({ length: samples }, () =>
    statistic(clusters.flatMap(() => clusters[Math.floor(random() * clusters.length)] ?? [])),
  ).toSorted((a, b) => a - b);
  const at = (share: number): number =>
    values[Math.floor((values.length - 1) * share)] ?? Number.NaN;
  return [at(0.025), at(0.975)];
}

/** The same numbers from 0 to 1 for the same seed (mulberry32, a public-domain generator), so that an interval can be repeated. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
