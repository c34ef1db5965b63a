import { LongWork } from './long-work.ts';

/** The event loop is given back after working for so long, in milliseconds. */
const sliceMs = 5;

/** Does the same work for each of many items, letting others have the event loop in between. */
export async function inSlices<Item, Result>(
  items: Iterable<Item>,
  work: (item: Item) => Result,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const long = new LongWork();
  let since = performance.now();
  for (const item of items) {
    results.push(work(item));
    if (performance.now() - since < sliceMs) continue;
    await long.pause();
    since = performance.now();
  }
  return results;
}
