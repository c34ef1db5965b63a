import type { Sliced } from '../in-slices.ts';

/** So many rows are taken without a pause. */
const step = 4_000;

/** The rows that a term stands in, the newest (greatest) first, and what it is worth. */
export interface TermList {
  readonly rows: readonly number[];
  readonly weight: number;
}

/**
 * Every row that any term stands in, once: those whose terms are worth the most together first, the newest first among equals. Rows with
 * the same terms make one page. Eight lists make at most 255 pages.
 */
export function* rowsByTerms(lists: readonly TermList[]): Sliced<readonly (readonly number[])[]> {
  const rowLists = lists.map(({ rows }) => rows);
  const places = rowLists.map(() => 0);
  const pages = new Map<number, number[]>();
  for (let taken = 1; ; taken += 1) {
    const row = newestAt(rowLists, places);
    if (row === -1) break;
    const terms = passRow(rowLists, places, row);
    const page = pages.get(terms);
    if (page === undefined) pages.set(terms, [row]);
    else page.push(row);
    if (taken % step === 0) yield;
  }
  const worth = (terms: number): number =>
    lists.reduce(
      (sum, { weight }, index) => sum + (Math.floor(terms / 2 ** index) % 2) * weight,
      0,
    );
  return [...pages]
    .map(([terms, rows]) => ({ rows, worth: worth(terms) }))
    .toSorted((a, b) => b.worth - a.worth)
    .map(({ rows }) => rows);
}

type RowLists = readonly (readonly number[])[];

/** The newest row at the places of the lists; -1 when all are at their end. Tens of thousands are passed: nothing is made for each. */
function newestAt(lists: RowLists, places: readonly number[]): number {
  let newest = -1;
  for (let index = 0; index < lists.length; index += 1) {
    const row = lists[index]?.[places[index] ?? 0] ?? -1;
    if (row > newest) newest = row;
  }
  return newest;
}

/** Goes on in every list that is at this row, and answers a bit for each of them. */
function passRow(lists: RowLists, places: number[], row: number): number {
  let terms = 0;
  for (let index = 0; index < lists.length; index += 1) {
    const place = places[index] ?? 0;
    if (lists[index]?.[place] !== row) continue;
    places[index] = place + 1;
    terms += 2 ** index;
  }
  return terms;
}
