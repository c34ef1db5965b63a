import { expect, it } from 'vitest';

import { runAtOnce } from '../in-slices.ts';
import { rowsByTerms } from './rows-by-terms.ts';

it('takes each row once, by the worth of its terms, the newest first among equals', () => {
  const pages = runAtOnce(
    rowsByTerms([
      { rows: [9, 7, 4, 1], weight: 1 },
      { rows: [], weight: 9 },
      { rows: [8, 7, 3, 1], weight: 2 },
    ]),
  );
  expect(pages).toEqual([
    [7, 1],
    [8, 3],
    [9, 4],
  ]);
});

it('has no page where there is no row', () => {
  expect(runAtOnce(rowsByTerms([]))).toEqual([]);
  expect(runAtOnce(rowsByTerms([{ rows: [], weight: 1 }]))).toEqual([]);
});

it('lets others have the event loop among many rows', () => {
  const rows = Array.from({ length: 10_000 }, (_, index) => 10_000 - index);
  const work = rowsByTerms([{ rows, weight: 1 }]);
  let pauses = 0;
  while (work.next().done !== true) pauses += 1;
  expect(pauses).toBe(2);
});
