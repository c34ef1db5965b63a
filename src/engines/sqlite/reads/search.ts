import type { Candidate, SearchInput } from '../../../engine/reads.ts';
import { compareTexts } from '../compare-texts.ts';
import type { Connection } from '../connection.ts';
import type { Sliced } from '../in-slices.ts';
import { columnsOf, idOfKey, type StoredNode } from '../node-row.ts';
import { latestPlacesOfEntity, type Place, rangeRows } from './list.ts';
import { type PreparedFilter, prepareFilter } from './memory-filter.ts';
import {
  type Beside,
  besideColumns,
  neighbourColumns,
  passedOn,
  toInSession,
} from './neighbours.ts';
import { type Around, aroundColumns, entitiesOf, toDetail } from './node-detail.ts';
import { oldTextHits } from './old-text-hits.ts';
import { inPages } from './pages.ts';
import type { TextHit } from './passing-places.ts';
import { entityAt } from './resolve.ts';
import { TextSearch } from './text-hits.ts';

/** So many candidates are read at once: enough to save calls, few enough to be done in milliseconds; a neighbour of a megabyte is read whole for its beginning. */
const pageSize = 10;

/** A candidate while its reasons are collected. */
interface Found {
  text?: NonNullable<Candidate['text']>;
  recent?: number;
  readonly named: Candidate['named'][number][];
  readonly hops: Candidate['hops'][number][];
}

/** Everything that recall may rank. */
export function* search(connection: Connection, input: SearchInput): Sliced<readonly Candidate[]> {
  const filter = prepareFilter(connection, input);
  const found = new Map<number, Found>();
  const named = namedEntities(connection, input);
  const hits = yield* textHits(filter, input, [...named.values()]);
  addTextHits(found, hits.all);
  for (const [row, entity] of named) {
    addNamed(found, filter, { row, entity, limit: input.perEntity, hits: hits.about });
    yield;
  }
  for (const hit of hits.all.slice(0, input.hopFrom)) {
    addHops(found, filter, { hit, skipped: named, limit: input.perHop });
    yield;
  }
  if (input.terms.length === 0) addRecent(found, filter, input.limit);
  return yield* candidates(connection, input, found);
}

const candidateRows = (session: string): string => `
SELECT ${columnsOf('m')}, ${passedOn('m.row')} AS carried, ${aroundColumns}, ${session}
FROM json_each(?) wanted
CROSS JOIN nodes m ON m.row = wanted.value`;

interface CandidateRow extends StoredNode, Around, Beside {
  /** Null for a memory of an older release that is not reindexed yet. */
  readonly carried: string | null;
}

const forRanking = candidateRows(besideColumns);
const withNeighbours = candidateRows(neighbourColumns);

function* candidates(
  connection: Connection,
  input: SearchInput,
  found: ReadonlyMap<number, Found>,
): Sliced<readonly Candidate[]> {
  const { space } = input;
  const all: Candidate[] = [];
  const text = input.withNeighbours ? withNeighbours : forRanking;
  for (const page of inPages(found.keys(), pageSize)) {
    for (const node of connection.all<CandidateRow>(text, JSON.stringify(page))) {
      const reasons = found.get(node.row);
      if (reasons === undefined) continue;
      const detail = toDetail(connection, node, { space, around: node });
      const carried = node.carried === null ? {} : { carried: node.carried };
      all.push({ ...detail, ...toInSession(node), ...carried, ...reasons });
      yield;
    }
  }
  return all;
}

interface TextHits {
  /** Best first, each memory once. */
  readonly all: readonly TextHit[];
  /** Those about the named entities, best first. */
  readonly about: readonly TextHit[];
}

function* textHits(
  filter: PreparedFilter,
  input: SearchInput,
  named: readonly string[],
): Sliced<TextHits> {
  const text = new TextSearch(filter, input);
  yield* text.prepare(input.terms);
  const best = yield* text.best(input.limit);
  const about = yield* text.about(named, input.perEntity);
  const old = oldTextHits(filter, input.words, input.limit);
  const known = new Set(best.map(({ row }) => row));
  const added = about.filter(({ row }) => !known.has(row));
  const all = [...best, ...added].toSorted((a, b) => b.score - a.score);
  // Scores of the two indexes are not of one scale, so the places alternate.
  return { all: alternately(all, old), about };
}

function alternately<Item>(one: readonly Item[], other: readonly Item[]): readonly Item[] {
  if (other.length === 0) return one;
  return Array.from({ length: Math.max(one.length, other.length) }, (_, index) => [
    ...one.slice(index, index + 1),
    ...other.slice(index, index + 1),
  ]).flat();
}

function entry(found: Map<number, Found>, row: number): Found {
  const known = found.get(row);
  if (known !== undefined) return known;
  const made: Found = { named: [], hops: [] };
  found.set(row, made);
  return made;
}

function addTextHits(found: Map<number, Found>, hits: readonly TextHit[]): void {
  for (const [rank, { row, score }] of hits.entries()) entry(found, row).text = { rank, score };
}

/** The entities that exist, by row with their ids. */
function namedEntities(
  connection: Connection,
  { space, named }: SearchInput,
): ReadonlyMap<number, string> {
  const entities = named
    .map((id) => entityAt(connection, space, id))
    .filter((entity) => entity !== undefined)
    .toSorted((a, b) => compareTexts(a.id, b.id));
  return new Map(entities.map((entity) => [entity.row, entity.id]));
}

interface Named {
  readonly row: number;
  readonly entity: string;
  readonly limit: number;
  /** Text hits about any named entity, best first. */
  readonly hits: readonly TextHit[];
}

const aboutEntity = `
SELECT wanted.value AS row
FROM json_each($rows) wanted
CROSS JOIN links l
WHERE l.from_row = wanted.value
  AND l.type = 'ABOUT'
  AND l.to_row = $entity`;

/** First what the words of the question find about it, then its latest. */
function addNamed(
  found: Map<number, Found>,
  filter: PreparedFilter,
  { row, entity, limit, hits }: Named,
): void {
  const rows = JSON.stringify(hits.map((hit) => hit.row));
  const about = filter.connection.all<Pick<Place, 'row'>>(aboutEntity, { rows, entity: row });
  const latest = latestPlacesOfEntity(filter, row, limit);
  const all = new Set([...about, ...latest].map((one) => one.row));
  for (const [rank, memoryRow] of [...all].entries())
    entry(found, memoryRow).named.push({ entity, rank });
}

interface Hop {
  readonly hit: TextHit;
  readonly skipped: ReadonlyMap<number, string>;
  readonly limit: number;
}

function addHops(
  found: Map<number, Found>,
  filter: PreparedFilter,
  { hit, skipped, limit }: Hop,
): void {
  const entities = entitiesOf(filter.connection, hit.row)
    .filter((entity) => !skipped.has(entity.row))
    .toSorted((a, b) => compareTexts(a.id, b.id));
  for (const entity of entities) {
    // One more than asked for, since the hit itself may be among them.
    const latest = latestPlacesOfEntity(filter, entity.row, limit + 1)
      .filter(({ row }) => row !== hit.row)
      .slice(0, limit);
    for (const [rank, { row }] of latest.entries())
      entry(found, row).hops.push({ from: idOfKey(hit.key), entity: entity.id, rank });
  }
}

function addRecent(found: Map<number, Found>, filter: PreparedFilter, limit: number): void {
  const latest = rangeRows(filter, { order: 'newest', limit });
  for (const [rank, { row }] of latest.entries()) entry(found, row).recent = rank;
}
