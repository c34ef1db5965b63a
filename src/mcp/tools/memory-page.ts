import * as z from 'zod';

import type { ListOrder } from '../../engine/reads.ts';
import { cursorAfter, type MemoryPage } from '../../operations/list-memories.ts';
import { listText, memoryText } from '../text.ts';
import { showMemory, shownMemory } from '../views.ts';
import { more } from './fields.ts';

export const memoryPageFields = { memories: z.array(shownMemory).readonly(), ...more };

/** One page of a list, which goes on by the list's own cursor wherever it is cut. */
export function tellPage({ items, nextCursor }: MemoryPage, order: ListOrder) {
  return {
    answer: {
      memories: items.map(showMemory),
      truncated: nextCursor !== null,
      ...(nextCursor === null ? {} : { nextCursor }),
    },
    list: 'memories' as const,
    cursorAfter: (shown: number): string | undefined => {
      const last = items[Math.max(1, shown) - 1];
      return last === undefined ? undefined : cursorAfter(order, last);
    },
  };
}

interface Page {
  readonly memories: readonly z.output<typeof shownMemory>[];
  readonly nextCursor?: string;
}

export const pageText = (page: Page): string =>
  listText(
    page.memories.length === 0 ? 'Nothing was found.' : `Found ${page.memories.length}:`,
    page.memories.map(memoryText),
    page,
  );
