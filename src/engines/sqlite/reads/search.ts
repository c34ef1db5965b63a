import type { Candidate, SearchInput } from '../../../engine/reads.ts';
import { compareTexts } from '../compare-texts.ts';
import type { Connection } from '../connection.ts';
import type { Sliced } from '../in-slices.ts';
import type { StoredNode } from '../node-row.ts';
import type { TextHit } from './field-scores.ts';
import { rangeRows, rowsOfEntity } from './list.ts';
import { type PreparedFilter, prepareFilter } from './memory-filter.ts';
import { aroundInSessions, type InSession } from './neighbours.ts';
import { detailsInSlices, entitiesOf } from './node-detail.ts';
import { oldTextHits } from './old-text-hits.ts';
import { inPages } from './pages.ts';
import { entityAt, nodesInRows } from './resolve.ts';
import { TextSearch } from './text-hits.ts';

/** Few enough to be read in milliseconds. */
const nodesAtOnce = 25;

/** A candidate while its reasons are collected. */
interface Found {
  readonly node: StoredNode;
  text?: NonNullable<Candidate['text']>;
  carried?: string;
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
  const nodes = yield* addTextHits(found, connection, hits.all);
  for (const [row, entity] of named) {
    addNamed(found, filter, { row, entity, limit: input.perEntity, hits: hits.about });
    yield;
  }
  for (const hit of nodes.slice(0, input.hopFrom)) {
    addHops(found, filter, { hit, skipped: named, limit: input.perHop });
    yield;
  }
  if (input.terms.length === 0) addRecent(found, filter, input.limit);
  return yield* candidates(connection, input, found);
}

const outsideOfSessions: InSession = { beside: [], neighbours: [] };

function* candidates(
  connection: Connection,
  { space, withNeighbours }: SearchInput,
  found: ReadonlyMap<number, Found>,
): Sliced<readonly Candidate[]> {
  const all = [...found.values()];
  const nodes = all.map(({ node }) => node);
  const details = yield* detailsInSlices(connection, space, nodes);
  const around = yield* aroundInSessions(connection, nodes, { withNeighbours });
  return all.flatMap(({ node, ...reasons }, index) => {
    const detail = details[index];
    const inSession = around.get(node.row) ?? outsideOfSessions;
    return detail === undefined ? [] : [{ ...detail, ...inSession, ...reasons }];
  });
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

function entry(found: Map<number, Found>, node: StoredNode): Found {
  const known = found.get(node.row);
  if (known !== undefined) return known;
  const made: Found = { node, named: [], hops: [] };
  found.set(node.row, made);
  return made;
}

function* addTextHits(
  found: Map<number, Found>,
  connection: Connection,
  hits: readonly TextHit[],
): Sliced<readonly StoredNode[]> {
  const nodes = new Map<number, StoredNode>();
  for (const page of inPages(hits, nodesAtOnce)) {
    const rows = page.map(({ row }) => row);
    for (const node of nodesInRows(connection, rows)) nodes.set(node.row, node);
    yield;
  }
  return hits.flatMap(({ row, score, carried }, rank) => {
    const node = nodes.get(row);
    if (node === undefined) return [];
    const one = entry(found, node);
    one.text = { rank, score };
    if (carried !== undefined) one.carried = carried;
    return [node];
  });
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

interface Around {
  readonly row: number;
  readonly entity: string;
  readonly limit: number;
  /** Text hits about any named entity, best first. */
  readonly hits: readonly TextHit[];
}

/** First what the words of the question find about it, then its latest. */
function addNamed(
  found: Map<number, Found>,
  filter: PreparedFilter,
  { row, entity, limit, hits }: Around,
): void {
  const about = hits
    .flatMap((hit) => found.get(hit.row)?.node ?? [])
    .filter((node) => entitiesOf(filter.connection, node.row).some((one) => one.row === row));
  const latest = rowsOfEntity(filter, row, { order: 'newest', limit });
  const nodes = new Map([...about, ...latest].map((node) => [node.row, node]));
  for (const [rank, node] of [...nodes.values()].entries())
    entry(found, node).named.push({ entity, rank });
}

interface Hop {
  readonly hit: StoredNode;
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
    const latest = rowsOfEntity(filter, entity.row, { order: 'newest', limit: limit + 1 })
      .filter((node) => node.row !== hit.row)
      .slice(0, limit);
    for (const [rank, node] of latest.entries())
      entry(found, node).hops.push({ from: hit.id, entity: entity.id, rank });
  }
}

function addRecent(found: Map<number, Found>, filter: PreparedFilter, limit: number): void {
  const latest = rangeRows(filter, { order: 'newest', limit });
  for (const [rank, node] of latest.entries()) entry(found, node).recent = rank;
}
