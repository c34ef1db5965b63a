import type { Candidate, SearchInput } from '../../../engine/reads.ts';
import { compareTexts } from '../compare-texts.ts';
import type { Connection } from '../connection.ts';
import { matchExpression, searchableTerms } from '../full-text.ts';
import type { StoredNode } from '../node-row.ts';
import { rangeRows, rowsOfEntity } from './list.ts';
import { filterClauses, type PreparedFilter, prepareFilter } from './memory-filter.ts';
import { detailOf, entitiesOf } from './node-detail.ts';
import { entityAt, nodeInRow } from './resolve.ts';

/** Within the filters, best first; the scope column has no weight. */
const textHits = `
SELECT n.row, bm25(documents, 0.0, 1.0) AS score
FROM documents
CROSS JOIN nodes n ON n.row = documents.rowid
WHERE documents MATCH $match
  AND n.space = $space
  AND n.kind IN (SELECT value FROM json_each($kinds))
  AND n.order_key > $low
  AND n.order_key < $high
  ${filterClauses}
ORDER BY score, n.order_key DESC
LIMIT $limit`;

const otherSpace = `
SELECT (SELECT min(space) FROM nodes) <> ? OR (SELECT max(space) FROM nodes) <> ? AS exists_one`;

/** A candidate while its reasons are collected. */
interface Found {
  readonly node: StoredNode;
  text?: NonNullable<Candidate['text']>;
  recent?: number;
  readonly named: Candidate['named'][number][];
  readonly hops: Candidate['hops'][number][];
}

/** Everything that recall may rank, in order of id. */
export function search(connection: Connection, input: SearchInput): readonly Candidate[] {
  const filter = prepareFilter(connection, input);
  const found = new Map<number, Found>();
  const named = namedEntities(connection, input);
  const terms = searchableTerms(input.terms);
  const hits = addTextHits(found, filter, { terms, limit: input.limit });
  for (const [row, entity] of named)
    addNamed(found, filter, { row, entity, limit: input.perEntity });
  for (const hit of hits.slice(0, input.hopFrom))
    addHops(found, filter, { hit, skipped: named, limit: input.perEntity });
  if (terms.length === 0) addRecent(found, filter, input.limit);
  return [...found.values()]
    .toSorted((a, b) => compareTexts(a.node.id, b.node.id))
    .map(({ node, ...reasons }) => ({ ...detailOf(connection, input.space, node), ...reasons }));
}

function entry(found: Map<number, Found>, node: StoredNode): Found {
  const known = found.get(node.row);
  if (known !== undefined) return known;
  const made: Found = { node, named: [], hops: [] };
  found.set(node.row, made);
  return made;
}

function addTextHits(
  found: Map<number, Found>,
  { connection, values, kinds, space }: PreparedFilter,
  { terms, limit }: Pick<SearchInput, 'terms' | 'limit'>,
): readonly StoredNode[] {
  if (terms.length === 0) return [];
  const match = matchExpression(terms, isOnlySpace(connection, space) ? undefined : space);
  const hits = connection.all<{ row: number; score: number }>(textHits, {
    ...values,
    kinds: JSON.stringify(kinds),
    match,
    limit,
  });
  return hits.flatMap(({ row, score }, rank) => {
    const node = nodeInRow(connection, row);
    if (node === undefined) return [];
    // SQLite's score is the lower the better.
    entry(found, node).text = { rank, score: -score };
    return [node];
  });
}

/** Alone in its file a space needs no scope in the question, whose counting would cost as much as the space is large. */
function isOnlySpace(connection: Connection, space: string): boolean {
  return connection.get<{ exists_one: number | null }>(otherSpace, space, space)?.exists_one === 0;
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
}

function addNamed(
  found: Map<number, Found>,
  filter: PreparedFilter,
  { row, entity, limit }: Around,
): void {
  const latest = rowsOfEntity(filter, row, { order: 'newest', limit });
  for (const [rank, node] of latest.entries()) entry(found, node).named.push({ entity, rank });
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
