import type { ListInput, NodeDetail } from '../../../engine/reads.ts';
import type { Connection } from '../connection.ts';
import type { Sliced } from '../in-slices.ts';
import { nodeColumns, type StoredNode } from '../node-row.ts';
import { countAbout } from './memory-count.ts';
import { isOfKinds, type PreparedFilter, prepareFilter } from './memory-filter.ts';
import { detailsInSlices } from './node-detail.ts';

/** The text of a list for a filter; what the filter asks for decides which index leads. */
type TextOf = (filter: PreparedFilter, order: Page['order']) => string;

const ofKind =
  (leading: string): TextOf =>
  ({ clauses }, order) =>
    `
SELECT ${nodeColumns}
FROM nodes n
WHERE n.space = $space
  AND n.kind = $kind
  ${leading}
  AND n.order_key > $low
  AND n.order_key < $high
  ${clauses}
ORDER BY n.order_key ${direction[order]}
LIMIT $limit`;

const direction = { newest: 'DESC', oldest: 'ASC' } as const;

const byKind = ofKind('');
/** The condition is that of the index; most memories have the other statuses, so the index of the kind serves those. */
const byRareStatus = ofKind(`AND n.status NOT IN ('active', 'in_force')`);
const commonStatuses: ReadonlySet<unknown> = new Set(['active', 'in_force']);

const ofEntity =
  (columns: string): TextOf =>
  (filter, order) =>
    `
SELECT ${columns}
FROM links l
CROSS JOIN nodes n ON n.row = l.from_row
WHERE l.to_row = $entity
  AND n.space = $space
  AND l.type = 'ABOUT'
  AND l.from_key > $low
  AND l.from_key < $high
  AND ${isOfKinds('l.from_kind', filter)}
  ${filter.clauses}
ORDER BY l.from_key ${direction[order]}
LIMIT $limit`;

const nodesAbout = ofEntity(nodeColumns);
const placesAbout = ofEntity('l.from_row AS row, l.from_key AS key');

/** The memories in the order that was asked for. */
export function* list(connection: Connection, input: ListInput): Sliced<readonly NodeDetail[]> {
  return yield* detailsInSlices(connection, input.space, listRows(connection, input));
}

/** The rows of the memories alone. */
function listRows(connection: Connection, input: ListInput): readonly StoredNode[] {
  const filter = prepareFilter(connection, input);
  if (input.order === 'due') return dueRows(filter, { limit: input.limit, after: input.after });
  const { order, limit } = input;
  return rangeRows(withAfter(filter, input), { order, limit });
}

/** The cursor narrows the range of keys from the side where the list begins. */
function withAfter(filter: PreparedFilter, { order, after }: ListInput): PreparedFilter {
  if (after === undefined) return filter;
  const { low, high } = filter.values;
  const range =
    order === 'oldest' ? { low: after > low ? after : low } : { high: after < high ? after : high };
  return { ...filter, values: { ...filter.values, ...range } };
}

interface Page {
  readonly order: 'newest' | 'oldest';
  readonly limit: number;
}

/** The first memories of a range of keys; each index gives its own first ones, which are then merged. */
export function rangeRows(filter: PreparedFilter, page: Page): readonly StoredNode[] {
  const { entities, kinds } = filter;
  const runs =
    entities === undefined
      ? kinds.map((kind) => rowsOfKind(filter, kind, page))
      : entities.map((entity) => rowsOfEntity(filter, entity, page));
  return runs.length === 1 ? (runs[0] ?? []) : merge(runs, page);
}

function rowsOfKind(filter: PreparedFilter, kind: string, { order, limit }: Page): StoredNode[] {
  const { status } = filter.values;
  const textOf = status !== undefined && !commonStatuses.has(status) ? byRareStatus : byKind;
  return filter.connection.all<StoredNode>(textOf(filter, order), {
    ...filter.values,
    kind,
    limit,
  });
}

/** The first memories about one entity. */
export function rowsOfEntity(
  filter: PreparedFilter,
  entity: number,
  { order, limit }: Page,
): StoredNode[] {
  const { connection, values } = filter;
  return connection.all<StoredNode>(nodesAbout(filter, order), { ...values, entity, limit });
}

/** Where a memory stands: its row and its order key. */
export interface Place {
  readonly row: number;
  readonly key: string;
}

/** The latest memories about one entity by their places alone. */
export function latestPlacesOfEntity(
  filter: PreparedFilter,
  entity: number,
  limit: number,
): readonly Place[] {
  const { connection, values } = filter;
  return connection.all<Place>(placesAbout(filter, 'newest'), { ...values, entity, limit });
}

/** Order keys are ASCII up to the id, which JavaScript and SQLite order alike but for characters outside the basic plane. */
function merge(runs: readonly StoredNode[][], { order, limit }: Page): readonly StoredNode[] {
  const distinct = new Map(runs.flat().map((node) => [node.row, node]));
  const sign = order === 'newest' ? -1 : 1;
  return [...distinct.values()]
    .toSorted((a, b) => (a.order_key < b.order_key ? -sign : sign))
    .slice(0, limit);
}

const due =
  (condition: string) =>
  ({ clauses }: PreparedFilter): string =>
    `
SELECT ${nodeColumns}
FROM nodes n
WHERE ${condition}
  AND n.due_key > $dueLow
  AND n.due_key < $dueHigh
  AND n.order_key > $low
  AND n.order_key < $high
  ${clauses}
ORDER BY n.due_key
LIMIT $limit`;

const dueOfAll = due('n.space = $space');

const dueOfEntities = due(`+n.space = $space
  AND n.row IN (
    SELECT l.from_row
    FROM json_each($about) wanted
    CROSS JOIN links l
    WHERE l.to_row = wanted.value
      AND l.type = 'ABOUT'
      AND l.from_kind = 'commitment'
  )`);

const manyMemories = 2000;

interface DuePage {
  readonly limit: number;
  readonly after?: string | undefined;
  /** Only what is due before this. */
  readonly before?: string | undefined;
}

/** The commitments that are due first. */
export function dueRows(filter: PreparedFilter, page: DuePage): readonly StoredNode[] {
  const { connection, values, entities } = filter;
  // The commitments of an entity are sorted, which is quick for a few; with many of them the index meets enough soon.
  const isFew = entities?.every((row) => countAbout(connection, row) < manyMemories) === true;
  const textOf = isFew ? dueOfEntities : dueOfAll;
  return connection.all<StoredNode>(textOf(filter), {
    ...values,
    dueLow: page.after ?? '',
    dueHigh: page.before ?? '~',
    limit: page.limit,
  });
}
