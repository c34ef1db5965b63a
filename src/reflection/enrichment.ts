import { fisher } from './fisher.ts';
import { inTurns } from './in-turns.ts';

/**
 * The chance that one look over data without any structure finds something at all, whatever the number of features and however they
 * depend on each other.
 */
export const familywiseRate = 0.01;

/** Items that bear a feature, in the group and elsewhere. */
export interface Feature {
  readonly key: string;
  readonly inside: readonly string[];
  readonly outside: readonly string[];
}

export interface Enriched extends Feature {
  readonly p: number;
  readonly adjustedP: number;
}

export interface Enrichment {
  readonly enriched: readonly Enriched[];
  /** How many features could have been found at all; the correction is for these. */
  readonly tested: number;
}

/** A feature of fewer items is not looked at. */
export const fewestItems = 3;

interface Marked {
  readonly id: string;
  readonly isInside: boolean;
  readonly marks: Iterable<string>;
}

/** Collects every mark, with the items that bear it inside a group and outside. */
export async function featuresOf<Item>(
  items: readonly Item[],
  read: (item: Item) => Marked,
): Promise<readonly Feature[]> {
  const features = new Map<string, { inside: string[]; outside: string[] }>();
  await inTurns(items, (item) => {
    const { id, isInside, marks } = read(item);
    for (const mark of marks) {
      let feature = features.get(mark);
      if (feature === undefined) features.set(mark, (feature = { inside: [], outside: [] }));
      feature[isInside ? 'inside' : 'outside'].push(id);
    }
  });
  return [...features]
    .filter(([, { inside, outside }]) => inside.length + outside.length >= fewestItems)
    .map(([key, sides]) => ({ key, ...sides }));
}

/** How many items there are in the group, and in all. */
export interface Sizes {
  readonly group: number;
  readonly all: number;
}

/**
 * The features that the group bears more often than chance allows: Fisher's exact test for each, one-sided, with Tarone's correction
 * for their number (R. E. Tarone, "A modified Bonferroni method for discrete data", Biometrics 46, 1990, 515–522). A feature too rare or
 * too common to be found whatever its table is costs the others nothing: K is the smallest number such that at most K features could
 * reach `familywiseRate / K`, and what is found has `p × K` at most `familywiseRate`. The most certain come first.
 */
export async function enrichment(
  features: readonly Feature[],
  { group, all }: Sizes,
): Promise<Enrichment> {
  const least = new Map<number, number>();
  const counts = new Map<number, number>();
  for (const feature of features) {
    const marked = markedBy(feature);
    counts.set(marked, (counts.get(marked) ?? 0) + 1);
  }
  await inTurns(counts.keys(), (marked) =>
    least.set(marked, fisher({ hits: Math.min(marked, group), marked, group, all })),
  );
  const leastOf = (feature: Feature): number => least.get(markedBy(feature)) ?? 1;
  const tested = testsToCorrectFor([...counts], (marked) => least.get(marked) ?? 1);
  const testable = features.filter((feature) => leastOf(feature) <= familywiseRate / tested);
  const results = await inTurns(testable, (feature): Enriched => {
    const p = fisher({ hits: feature.inside.length, marked: markedBy(feature), group, all });
    return { ...feature, p, adjustedP: Math.min(1, p * tested) };
  });
  return {
    tested: testable.length === 0 ? 0 : tested,
    enriched: results
      .filter(({ adjustedP }) => adjustedP <= familywiseRate)
      .toSorted((a, b) => a.p - b.p || (a.key < b.key ? -1 : 1)),
  };
}

const markedBy = ({ inside, outside }: Feature): number => inside.length + outside.length;

/** Tarone's K, found by halving: the larger it is, the fewer features reach their share. */
function testsToCorrectFor(
  counts: readonly (readonly [marked: number, features: number])[],
  least: (marked: number) => number,
): number {
  const reaching = (k: number): number =>
    counts.reduce(
      (sum, [marked, features]) => (least(marked) <= familywiseRate / k ? sum + features : sum),
      0,
    );
  let low = 1;
  let high = Math.max(1, reaching(1));
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (reaching(middle) <= middle) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** How many times as often, with half a case added on both sides so that never is not infinitely rarer. */
export const liftOf = (a: Rate, b: Rate): number =>
  Math.round(((a.hits + 0.5) / (a.of + 1) / ((b.hits + 0.5) / (b.of + 1))) * 100) / 100;

export interface Rate {
  readonly hits: number;
  readonly of: number;
}

/** The most certain of what was found, as so many groups at most. */
const mostFound = 100;
const mostGroups = 20;
const sameFrom = 0.6;

/** Features that lie on nearly the same items are one: the most certain stands first. */
export async function grouped(
  enriched: readonly Enriched[],
): Promise<readonly (readonly Enriched[])[]> {
  const groups: { readonly ids: ReadonlySet<string>; readonly features: Enriched[] }[] = [];
  await inTurns(enriched.slice(0, mostFound), (feature) => {
    const group = groups.find(({ ids }) => overlap(ids, feature.inside) >= sameFrom);
    if (group !== undefined) group.features.push(feature);
    else if (groups.length < mostGroups)
      groups.push({ ids: new Set(feature.inside), features: [feature] });
  });
  return groups.map(({ features }) => features);
}

/** The share of the items of either that both have. */
function overlap(ids: ReadonlySet<string>, others: readonly string[]): number {
  const both = others.filter((id) => ids.has(id)).length;
  return both / (ids.size + others.length - both);
}
