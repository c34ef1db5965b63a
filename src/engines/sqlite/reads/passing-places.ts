import type { Sliced } from '../in-slices.ts';
import type { ScoredField } from './field-scores.ts';
import type { Place } from './list.ts';
import { isOfKinds, type PreparedFilter } from './memory-filter.ts';
import { inPages } from './pages.ts';

const pageSize = 50;

const placesOfRows = (filter: PreparedFilter): string => `
SELECT n.row, n.order_key AS key
FROM json_each($rows) wanted
CROSS JOIN nodes n ON n.row = wanted.value
WHERE n.space = $space
  AND ${isOfKinds('n.kind', filter)}
  AND n.order_key > $low
  AND n.order_key < $high
  ${filter.clauses}`;

/** A memory that full text found. */
export type TextHit = Place & ScoredField;

/** Which memories pass a filter; each is looked at once. */
export class PassingPlaces {
  readonly #filter: PreparedFilter;
  readonly #sql: string;
  /** By row the keys of those that pass; undefined for the others. */
  readonly #keys = new Map<number, string | undefined>();
  #passed = 0;

  constructor(filter: PreparedFilter) {
    this.#filter = filter;
    this.#sql = placesOfRows(filter);
  }

  /** How many of those that were looked at pass, from 0 to 1. */
  get share(): number {
    return this.#passed / Math.max(1, this.#keys.size);
  }

  /** Those of some rows that pass. */
  among(rows: readonly number[]): readonly number[] {
    this.#lookAt(rows);
    return rows.filter((row) => this.#keys.get(row) !== undefined);
  }

  /** The first that pass, best first, the later first at a tie. */
  *first(ordered: readonly ScoredField[], limit: number): Sliced<readonly TextHit[]> {
    const hits: TextHit[] = [];
    for (const page of inPages(ordered, pageSize)) {
      this.#lookAt(page.map(({ row }) => row));
      hits.push(...page.flatMap((field) => this.#hitOf(field)));
      const last = hits[limit - 1];
      // What has the score of the last one may be later than it.
      if (last !== undefined && (page.at(-1)?.score ?? 0) < last.score) break;
      yield;
    }
    return hits.toSorted((a, b) => b.score - a.score || (a.key < b.key ? 1 : -1)).slice(0, limit);
  }

  #hitOf({ row, score }: ScoredField): readonly TextHit[] {
    const key = this.#keys.get(row);
    return key === undefined ? [] : [{ row, key, score }];
  }

  #lookAt(given: readonly number[]): void {
    const rows = given.filter((row) => !this.#keys.has(row));
    if (rows.length === 0) return;
    const { connection, values } = this.#filter;
    for (const row of rows) this.#keys.set(row, undefined);
    const passing = connection.all<Place>(this.#sql, { ...values, rows: JSON.stringify(rows) });
    for (const { row, key } of passing) this.#keys.set(row, key);
    this.#passed += passing.length;
  }
}
