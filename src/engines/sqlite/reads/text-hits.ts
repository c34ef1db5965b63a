import type { SearchInput } from '../../../engine/reads.ts';
import type { Connection } from '../connection.ts';
import { fieldsThatWait, lastFieldRow, type StoredField } from '../field-index.ts';
import {
  facetGroups,
  type FieldQuery,
  matchesField,
  matchText,
  searchableTerms,
} from '../full-text.ts';
import type { Sliced } from '../in-slices.ts';
import { type FieldRow, FieldScores, rarity } from './field-scores.ts';
import { afterEveryKey, type PreparedFilter } from './memory-filter.ts';
import { inPages } from './pages.ts';
import { PassingPlaces, type TextHit } from './passing-places.ts';
import { rowsByTerms } from './rows-by-terms.ts';

/** Of more terms the rest is not looked at. */
const mostTerms = 32;
/** So many of the rarest terms lead to memories; the others only count in their scores. */
const mostLeadingTerms = 8;
/** A term of more memories than this leads to none, unless there is no rarer one. A share in a large file, where 5,000 would leave few terms. */
const mostRowsOfTerm = (fields: number): number => Math.max(5_000, Math.round(fields / 50));
/** All terms that lead to memories have at most so many times what one may have. */
const timesOfOneTerm = 3;

/** For each hit that is wanted so many of the most promising memories are scored. */
const scoredPerHit = 4;
/** Where a filter leaves less than this share of them, more are looked at. */
const leastPassing = 0.5;
/** But no more than this. */
const mostLookedAt = 20_000;
const pageSize = 50;

interface TermRows {
  readonly term: string;
  /** In how many memories of the file it stands, about. */
  readonly count: number;
}

const countOfTerm = `
SELECT count(*) AS count, min(rowid) AS first
FROM (
  SELECT rowid
  FROM field_index
  WHERE field_index MATCH $match
  ORDER BY rowid DESC
  LIMIT $limit
)`;

const newestRows = `
SELECT json_group_array(rowid) AS rows
FROM (
  SELECT rowid
  FROM field_index
  WHERE field_index MATCH $match
  ORDER BY rowid DESC
  LIMIT $limit
)`;

const otherSpace = `
SELECT (SELECT min(space) FROM nodes) <> ? OR (SELECT max(space) FROM nodes) <> ? AS exists_one`;

const fieldsOfRows = `
SELECT f.row, f.terms
FROM json_each(?) wanted
CROSS JOIN memory_fields f ON f.row = wanted.value`;

/** Fields while they are scored, page by page. */
interface Scoring {
  readonly scores: FieldScores;
  readonly passing: PassingPlaces;
  /** The rows that are left, the most promising first. */
  readonly left: Iterator<readonly number[]>;
  /** Only what passes is scored. */
  looksFirst: boolean;
  /** How many of those that are scored may pass. */
  mayPass: number;
  lookedAt: number;
}

/** Full text of one question: what is looked for, and how often it stands in the file. */
export class TextSearch {
  readonly #filter: PreparedFilter;
  readonly #facets: FieldQuery['facets'];
  readonly #last: number;
  readonly #mostRows: number;
  #waiting: readonly StoredField[] = [];
  #terms: readonly TermRows[] = [];

  constructor(filter: PreparedFilter, input: SearchInput) {
    const { connection, values } = filter;
    this.#filter = filter;
    this.#facets = facetGroups({
      ...(isOnlySpace(connection, values.space) ? {} : { space: values.space }),
      kinds: filter.kinds,
      domain: input.domain,
      entities: filter.entityIds,
    });
    this.#last = lastFieldRow(connection);
    this.#mostRows = mostRowsOfTerm(this.#last);
  }

  /** Counts the terms; to be called before the others. */
  *prepare(given: readonly string[]): Sliced<void> {
    const wanted = searchableTerms(given, mostTerms);
    if (wanted.length === 0) return;
    this.#waiting = fieldsThatWait(this.#filter.connection);
    yield;
    const terms: TermRows[] = [];
    for (const term of wanted) {
      const count = this.#count(term);
      if (count > 0) terms.push({ term, count });
      yield;
    }
    this.#terms = terms.toSorted((a, b) => a.count - b.count);
  }

  /** The best hits, best first. */
  *best(limit: number): Sliced<readonly TextHit[]> {
    if (this.#terms.length === 0) return [];
    return yield* this.#score(yield* this.#leadingRows(limit), limit);
  }

  /** The best hits about any of the entities, best first. */
  *about(entities: readonly string[], limit: number): Sliced<readonly TextHit[]> {
    if (this.#terms.length === 0 || entities.length === 0) return [];
    const terms = this.#terms.slice(0, mostLeadingTerms).map(({ term }) => term);
    const facets = [...this.#facets, entities];
    const rows = this.#newest({ facets, terms: [terms] }, limit * scoredPerHit * 4);
    yield;
    return yield* this.#score([rows], limit);
  }

  /** Only the beginning is counted of what stands in many; the rest is taken to be as dense. */
  #count(term: string): number {
    const query = { facets: this.#facets, terms: [[term]] };
    const found = this.#filter.connection.get<{ count: number; first: number | null }>(
      countOfTerm,
      { match: matchText(query), limit: this.#mostRows + 1 },
    );
    const { count = 0, first = 0 } = found ?? {};
    if (count <= this.#mostRows) return count + this.#waitingRows(query).length;
    return Math.round((count * this.#last) / Math.max(1, this.#last - (first ?? 0) + 1));
  }

  /** Rows in pages, the most promising first. */
  *#leadingRows(limit: number): Sliced<readonly (readonly number[])[]> {
    let room = timesOfOneTerm * this.#mostRows;
    const leading = this.#terms.slice(0, mostLeadingTerms).filter(({ count }) => {
      if (count > this.#mostRows || count > room) return false;
      room -= count;
      return true;
    });
    const lists = [];
    for (const { term, count } of leading) {
      const rows = this.#newest({ facets: this.#facets, terms: [[term]] }, this.#mostRows);
      lists.push({ rows, weight: rarity(count, this.#last) });
      yield;
    }
    const pages = yield* rowsByTerms(lists);
    yield;
    const found = pages.reduce((sum, page) => sum + page.length, 0);
    if (found >= limit || leading.length === this.#terms.length) return pages;
    return [...pages, ...(yield* this.#commonRows(new Set(pages.flat()), limit))];
  }

  /** Where rare terms lead to too few: the newest memories that have the common ones, as many of them at once as will do. */
  *#commonRows(known: ReadonlySet<number>, limit: number): Sliced<readonly (readonly number[])[]> {
    const pages: (readonly number[])[] = [];
    const seen = new Set(known);
    const common = this.#terms.filter(({ count }) => count > this.#mostRows).slice(0, 4);
    for (let size = common.length; size > 0 && seen.size < limit; size -= 1) {
      const terms = common.slice(0, size).map(({ term }) => [term]);
      const rows = this.#newest({ facets: this.#facets, terms }, limit * scoredPerHit);
      const added = rows.filter((row) => !seen.has(row));
      for (const row of added) seen.add(row);
      pages.push(added);
      yield;
    }
    return pages;
  }

  /** The newest rows first; those that wait are newer than all others. */
  #newest(query: FieldQuery, limit: number): readonly number[] {
    const waiting = this.#waitingRows(query).slice(0, limit);
    const found = this.#filter.connection.get<{ rows: string }>(newestRows, {
      match: matchText(query),
      limit: limit - waiting.length,
    });
    const indexed = JSON.parse(found?.rows ?? '[]') as readonly number[]; // what json_group_array makes of rowids
    return [...waiting, ...indexed];
  }

  #waitingRows(query: FieldQuery): readonly number[] {
    return this.#waiting.filter((field) => matchesField(query, field)).map(({ row }) => row);
  }

  /**
   * Scores what is most promising before any filter, which most of it passes. Where less than half does, or may, what passes is looked
   * for first, since a node is read more quickly than a field.
   */
  *#score(pages: readonly (readonly number[])[], limit: number): Sliced<readonly TextHit[]> {
    const scoring: Scoring = {
      scores: new FieldScores(
        this.#terms.map(({ term, count }) => ({ term, weight: rarity(count, this.#last) })),
      ),
      passing: new PassingPlaces(this.#filter),
      left: inPages(each(pages), pageSize),
      looksFirst: isOfTime(this.#filter),
      mayPass: 0,
      lookedAt: 0,
    };
    const { scores, passing } = scoring;
    for (;;) {
      const isEnd = yield* this.#addFields(scoring, limit * scoredPerHit);
      const hits = yield* passing.first(yield* scores.inOrder(), limit);
      const doPass = hits.length === limit && passing.share >= leastPassing;
      if (isEnd || scoring.looksFirst || doPass) return hits;
      scoring.looksFirst = true;
      scoring.mayPass = Math.round(passing.share * scores.size);
    }
  }

  /** Adds fields until so many of those that are scored may pass; true when there are no more. */
  *#addFields(scoring: Scoring, enough: number): Sliced<boolean> {
    const { scores, passing, left } = scoring;
    while (scoring.mayPass < enough && scoring.lookedAt < mostLookedAt) {
      const rows = left.next();
      if (rows.done === true) return true;
      const kept = scoring.looksFirst ? passing.among(rows.value) : rows.value;
      if (kept.length > 0) scores.add(this.#fields(kept));
      scoring.lookedAt += rows.value.length;
      scoring.mayPass += kept.length;
      yield;
    }
    return false;
  }

  #fields(rows: readonly number[]): readonly FieldRow[] {
    return this.#filter.connection.all<FieldRow>(fieldsOfRows, JSON.stringify(rows));
  }
}

function* each<Item>(pages: readonly (readonly Item[])[]): Generator<Item> {
  for (const page of pages) yield* page;
}

/** A filter by time, which leaves as much of a store as its time is long. */
const isOfTime = ({ values: { low, high, asOf } }: PreparedFilter): boolean =>
  low !== '' || high !== afterEveryKey || asOf !== undefined;

/** Alone in its file a space needs no facet of its own. */
function isOnlySpace(connection: Connection, space: string): boolean {
  return connection.get<{ exists_one: number | null }>(otherSpace, space, space)?.exists_one === 0;
}
