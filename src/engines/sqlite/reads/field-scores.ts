import { occurrences } from '../../../engine/field.ts';

export interface FieldRow {
  readonly row: number;
  /** Its order key. */
  readonly key: string;
  /** The three lines of its terms. */
  readonly terms: string;
  /** The first line of its terms, in a text of its own: a part of them would keep them all. */
  readonly carried: string;
}

export interface TextHit {
  readonly row: number;
  /** Its order key. */
  readonly key: string;
  readonly score: number;
  /** The first line of its terms: what it passes on. Absent for a memory that has none yet. */
  readonly carried?: string;
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
  readonly key: string;
  /** How often each term stands in it. */
  readonly counts: readonly number[];
  /** In characters, which measure as well as terms. */
  readonly length: number;
  readonly carried: string;
}

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
    for (const { row, key, terms, carried } of rows) {
      const counts = this.#terms.map(({ term }) => occurrences(terms, term));
      this.#fields.push({ row, key, counts, length: terms.length, carried });
      this.#length += terms.length;
    }
  }

  /** The best fields, best first, the later first at a tie. */
  best(limit: number): readonly TextHit[] {
    const mean = this.#length / Math.max(1, this.#fields.length);
    return this.#fields
      .map((field) => ({ field, score: this.#score(field, mean) }))
      .toSorted((a, b) => b.score - a.score || (a.field.key < b.field.key ? 1 : -1))
      .slice(0, limit)
      .map(({ field: { row, key, carried }, score }) => ({ row, key, score, carried }));
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
