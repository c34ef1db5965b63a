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
  const pages = new Map<number, number[]>();
  let taken = 0;
  for (const { row, terms } of rowsWithTerms(lists)) {
    const page = pages.get(terms);
    if (page === undefined) pages.set(terms, [row]);
    else page.push(row);
    taken += 1;
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

interface RowWithTerms {
  readonly row: number;
  /** A bit for each list that has it. */
  readonly terms: number;
}

/** Every row of any list once, the newest first. */
function* rowsWithTerms(lists: readonly TermList[]): Generator<RowWithTerms> {
  const places = lists.map(() => 0);
  for (;;) {
    let row = -1;
    for (const [index, { rows }] of lists.entries())
      row = Math.max(row, rows[places[index] ?? 0] ?? -1);
    if (row === -1) return;
    let terms = 0;
    for (const [index, { rows }] of lists.entries()) {
      const place = places[index] ?? 0;
      if (rows[place] !== row) continue;
      terms += 2 ** index;
      places[index] = place + 1;
    }
    yield { row, terms };
  }
}
