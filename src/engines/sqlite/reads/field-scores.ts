import { occurrences } from '../../../engine/field.ts';
import { firstInOrder } from '../in-order.ts';
import type { Sliced } from '../in-slices.ts';
import { inPages } from './pages.ts';

export interface FieldRow {
  readonly row: number;
  /** The three lines of its terms. */
  readonly terms: string;
}

export interface ScoredField {
  readonly row: number;
  /** By BM25. */
  readonly score: number;
}

export interface WeightedTerm {
  readonly term: string;
  readonly weight: number;
}

/** The constants of BM25 that Lucene and SQLite have too. */
const saturation = 1.2;
const lengthShare = 0.75;

interface Counted {
  readonly row: number;
  /** How often each term stands in it. */
  readonly counts: readonly number[];
  /** In characters, which measure as well as terms. */
  readonly length: number;
}

/** So many are scored and put in order without a pause. */
const pageSize = 1000;

const byScore = (a: ScoredField, b: ScoredField): number => b.score - a.score || b.row - a.row;

/** Fields with what BM25 says of them; the mean length is that of these fields. */
export class FieldScores {
  readonly #terms: readonly WeightedTerm[];
  readonly #fields: Counted[] = [];
  #length = 0;

  constructor(terms: readonly WeightedTerm[]) {
    this.#terms = terms;
  }

  get size(): number {
    return this.#fields.length;
  }

  add(rows: readonly FieldRow[]): void {
    for (const { row, terms } of rows) {
      const counts = this.#terms.map(({ term }) => occurrences(terms, term));
      this.#fields.push({ row, counts, length: terms.length });
      this.#length += terms.length;
    }
  }

  /** The fields, best first, those of later rows first at a tie. */
  *inOrder(): Sliced<readonly ScoredField[]> {
    const pages = inPages(this.#scored(), pageSize);
    return yield* firstInOrder(pages, { compare: byScore, count: this.size });
  }

  *#scored(): Generator<ScoredField> {
    const mean = this.#length / Math.max(1, this.#fields.length);
    for (const field of this.#fields) yield { row: field.row, score: this.#score(field, mean) };
  }

  #score({ counts, length }: Counted, mean: number): number {
    const norm = saturation * (1 - lengthShare + (lengthShare * length) / mean);
    return this.#terms.reduce((sum, { weight }, index) => {
      const count = counts[index] ?? 0;
      return count === 0 ? sum : sum + (weight * count * (saturation + 1)) / (count + norm);
    }, 0);
  }
}

/** The inverse document frequency of BM25, as Lucene has it: never negative. */
export const rarity = (count: number, total: number): number => {
  const among = Math.max(count, total);
  return Math.log(1 + (among - count + 0.5) / (count + 0.5));
};
