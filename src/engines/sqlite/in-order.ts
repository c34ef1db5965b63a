import type { Sliced } from './in-slices.ts';

interface Order<Item> {
  readonly compare: (a: Item, b: Item) => number;
  /** How many of the first ones are wanted. */
  readonly count: number;
}

/** How many are merged without a pause. */
const step = 1000;

/** Puts items in order that come in pages, and keeps the first ones. */
export function* firstInOrder<Item>(
  pages: Iterable<readonly Item[]>,
  order: Order<Item>,
): Sliced<readonly Item[]> {
  const runs: (readonly Item[])[] = [];
  for (const page of pages) {
    yield;
    let run: readonly Item[] = page.toSorted(order.compare).slice(0, order.count);
    // Runs of about the same length are merged, so that no item is moved more often than there are doublings.
    for (
      let last = runs.at(-1);
      last !== undefined && last.length <= run.length;
      last = runs.at(-1)
    ) {
      runs.pop();
      run = yield* mergeInOrder(last, run, order);
    }
    runs.push(run);
  }
  let all: readonly Item[] = [];
  for (const run of runs.toReversed()) all = yield* mergeInOrder(run, all, order);
  return all;
}

/** Merges two lists that are in order. */
export function* mergeInOrder<Item>(
  first: readonly Item[],
  second: readonly Item[],
  { compare, count }: Order<Item>,
): Sliced<readonly Item[]> {
  const merged: Item[] = [];
  let left = 0;
  let right = 0;
  while (merged.length < count) {
    const a = first[left];
    const b = second[right];
    const next = b === undefined || (a !== undefined && compare(a, b) <= 0) ? a : b;
    if (next === undefined) break;
    merged.push(next);
    if (next === a) left += 1;
    else right += 1;
    if (merged.length % step === 0) yield;
  }
  return merged;
}
