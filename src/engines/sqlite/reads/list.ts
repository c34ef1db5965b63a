import type { ListInput, NodeDetail } from '../../../engine/reads.ts';
import type { Connection } from '../connection.ts';
import type { Sliced } from '../in-slices.ts';
import { nodeColumns, type StoredNode } from '../node-row.ts';
import { countAbout } from './memory-count.ts';
import { filterClauses, type PreparedFilter, prepareFilter } from './memory-filter.ts';
import { detailsInSlices } from './node-detail.ts';

interface BothOrders {
  readonly newest: string;
  readonly oldest: string;
}

/** One text for each index that can lead; SQLite takes the one whose columns are all given. */
const ofKind = (leading: string): BothOrders => ({
  newest: `
SELECT ${nodeColumns}
FROM nodes n
WHERE n.space = $space
  AND n.kind = $kind
  ${leading}
  AND n.order_key > $low
  AND n.order_key < $high
  ${filterClauses}
ORDER BY n.order_key DESC
LIMIT $limit`,
  oldest: `
SELECT ${nodeColumns}
FROM nodes n
WHERE n.space = $space
  AND n.kind = $kind
  ${leading}
  AND n.order_key > $low
  AND n.order_key < $high
  ${filterClauses}
ORDER BY n.order_key
LIMIT $limit`,
});

const byKind = ofKind('');
/** The condition is that of the index; most memories have the other statuses, so the index of the kind serves those. */
const byRareStatus = ofKind(`AND n.status = $status
  AND n.status NOT IN ('active', 'in_force')`);
const commonStatuses: ReadonlySet<unknown> = new Set(['active', 'in_force']);
const byDomain = ofKind('AND n.domain = $domain');

const ofEntity: BothOrders = {
  newest: `
SELECT ${nodeColumns}
FROM links l
CROSS JOIN nodes n ON n.row = l.from_row
WHERE l.to_row = $entity
  AND n.space = $space
  AND l.type = 'ABOUT'
  AND l.from_key > $low
  AND l.from_key < $high
  AND l.from_kind IN (SELECT value FROM json_each($kinds))
  ${filterClauses}
ORDER BY l.from_key DESC
LIMIT $limit`,
  oldest: `
SELECT ${nodeColumns}
FROM links l
CROSS JOIN nodes n ON n.row = l.from_row
WHERE l.to_row = $entity
  AND n.space = $space
  AND l.type = 'ABOUT'
  AND l.from_key > $low
  AND l.from_key < $high
  AND l.from_kind IN (SELECT value FROM json_each($kinds))
  ${filterClauses}
ORDER BY l.from_key
LIMIT $limit`,
};

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
    order === 'oldest'
      ? { low: after > String(low) ? after : low }
      : { high: after < String(high) ? after : high };
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
  const { status, domain } = filter.values;
  const isRare = status !== null && !commonStatuses.has(status);
  const texts = domain !== null ? byDomain : isRare ? byRareStatus : byKind;
  return filter.connection.all<StoredNode>(texts[order], { ...filter.values, kind, limit });
}

/** The first memories about one entity. */
export function rowsOfEntity(
  { connection, values, kinds }: PreparedFilter,
  entity: number,
  { order, limit }: Page,
): StoredNode[] {
  return connection.all<StoredNode>(ofEntity[order], {
    ...values,
    kinds: JSON.stringify(kinds),
    entity,
    limit,
  });
}

/** Order keys are ASCII up to the id, which JavaScript and SQLite order alike but for characters outside the basic plane. */
function merge(runs: readonly StoredNode[][], { order, limit }: Page): readonly StoredNode[] {
  const distinct = new Map(runs.flat().map((node) => [node.row, node]));
  const sign = order === 'newest' ? -1 : 1;
  return [...distinct.values()]
    .toSorted((a, b) => (a.order_key < b.order_key ? -sign : sign))
    .slice(0, limit);
}

const dueClauses = `
  AND n.due_key > $dueLow
  AND n.due_key < $dueHigh
  AND n.order_key > $low
  AND n.order_key < $high
  ${filterClauses}
ORDER BY n.due_key
LIMIT $limit`;

const dueOfAll = `
SELECT ${nodeColumns}
FROM nodes n
WHERE n.space = $space
  ${dueClauses}`;

const dueOfStatus = `
SELECT ${nodeColumns}
FROM nodes n
WHERE n.space = $space
  AND n.status = $status
  ${dueClauses}`;

const dueOfEntities = `
SELECT ${nodeColumns}
FROM nodes n
WHERE +n.space = $space
  AND n.row IN (
    SELECT l.from_row
    FROM json_each($about) wanted
    CROSS JOIN links l
    WHERE l.to_row = wanted.value
      AND l.type = 'ABOUT'
      AND l.from_kind = 'commitment'
  )
  ${dueClauses}`;

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
  const ofAll = values.status === null ? dueOfAll : dueOfStatus;
  // The commitments of an entity are sorted, which is quick for a few; with many of them the index meets enough soon.
  const isFew = entities?.every((row) => countAbout(connection, row) < manyMemories) === true;
  const text = isFew ? dueOfEntities : ofAll;
  return connection.all<StoredNode>(text, {
    ...values,
    dueLow: page.after ?? '',
    dueHigh: page.before ?? '~',
    limit: page.limit,
  });
}
