import type { BatchItem } from '../../operations/batch.ts';

/** What became of things that were taken in. */
export interface Tally {
  created: number;
  /** They were there already, as they are now. */
  known: number;
  /** Why some could not be taken in. */
  readonly refused: { readonly code: string; readonly reason: string }[];
}

export const emptyTally = (): Tally => ({ created: 0, known: 0, refused: [] });

/** Adds the items of a batch that is not atomic; `name` tells which one an error is about. */
export function tallyItems(
  tally: Tally,
  items: readonly BatchItem<{ readonly created: boolean }>[],
  name: (index: number) => string,
): void {
  for (const [index, item] of items.entries()) {
    if ('error' in item) {
      const { code, message } = item.error;
      tally.refused.push({ code, reason: `${name(index)}: ${message}` });
    } else {
      tally[item.created ? 'created' : 'known'] += 1;
    }
  }
}
