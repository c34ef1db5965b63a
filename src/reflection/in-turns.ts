import { inSlices } from '../engine/in-slices.ts';
import { LongWork } from '../engine/long-work.ts';

/** Does the same work for each of many items in slices, the first of them in a turn of its own: one step of reflection follows another. */
export async function inTurns<Item, Result>(
  items: Iterable<Item>,
  work: (item: Item) => Result,
): Promise<readonly Result[]> {
  const long = new LongWork();
  await long.pause();
  return inSlices(items, work, long);
}
