import { LongWork } from './long-work.ts';

/** Does the same work for each of many items, letting others have the event loop in between; `long` is what it is a part of. */
export async function inSlices<Item, Result>(
  items: Iterable<Item>,
  work: (item: Item) => Result,
  long = new LongWork(),
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const item of items) {
    results.push(work(item));
    if (long.isDue) await long.pause();
  }
  return results;
}
