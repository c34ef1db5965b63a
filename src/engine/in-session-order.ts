import type { Neighbour } from './reads.ts';

interface Placed<Item> {
  readonly item: Item;
  readonly place: Neighbour['place'];
}

/** Up to two items before a memory in its session and up to two after it, the nearest first on both sides: all in order, with their places. */
export const inSessionOrder = <Item>(
  before: readonly Item[],
  after: readonly Item[],
): readonly Placed<Item>[] => [
  ...before.map((item, index) => ({ item, place: index === 0 ? -1 : -2 }) as const).toReversed(),
  ...after.map((item, index) => ({ item, place: index === 0 ? 1 : 2 }) as const),
];
