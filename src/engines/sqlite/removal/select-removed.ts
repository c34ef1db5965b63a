import type { Removal } from '../../../engine/removal.ts';
import { memoryKinds, type NodeKind } from '../../../model/kind.ts';
import { compareTexts } from '../compare-texts.ts';
import type { Connection } from '../connection.ts';
import { firstInOrder } from '../in-order.ts';
import type { Sliced } from '../in-slices.ts';
import { idOfKey } from '../node-row.ts';
import { memoryKindList } from '../schema.ts';

/** A node that is to go. */
export interface Removed {
  readonly row: number;
  readonly id: string;
  readonly kind: NodeKind;
}

/** What one step of a removal takes, in order of id, and whether there is more. */
export interface Selection {
  readonly nodes: readonly Removed[];
  readonly more: boolean;
}

/** How many nodes one statement looks for. */
const pageSize = 500;

const nodesOfIds = `
SELECT row, id, kind
FROM nodes
WHERE space = $space
  AND id IN (SELECT value FROM json_each($ids))`;

const pageOfSpace = `
SELECT row, id, kind
FROM nodes
WHERE space = $space
  AND id > $after
ORDER BY id
LIMIT ${pageSize}`;

/** The keys end with the ids, so that the index has all of it; the same holds for the links below. */
const pageOfKind = `
SELECT row, order_key, kind
FROM nodes
WHERE space = $space
  AND kind = $kind
  AND order_key > $after
  AND order_key < $before
ORDER BY order_key
LIMIT ${pageSize}`;

const pageOfEntity = `
SELECT from_row AS row, from_key AS order_key, from_kind AS kind
FROM links
WHERE to_row = $entity
  AND type = 'ABOUT'
  AND from_key > $after
  AND from_kind IN (${memoryKindList})
ORDER BY from_key
LIMIT ${pageSize}`;

const aliasesOfEntities = `
SELECT a.row, a.id, a.kind
FROM json_each($ids) entity
CROSS JOIN nodes a ON a.space = $space AND a.target = entity.value
ORDER BY a.id`;

const entityOf = `
SELECT e.row, e.id, e.kind
FROM nodes asked
CROSS JOIN nodes e ON e.space = asked.space AND e.id = coalesce(asked.target, asked.id)
WHERE asked.space = $space
  AND asked.id = $id
  AND e.kind = 'entity'`;

const byId = (a: Removed, b: Removed): number => compareTexts(a.id, b.id);

/** Finds what one step of a removal takes. */
export function* selectRemoved(connection: Connection, removal: Removal): Sliced<Selection> {
  const { space, selector, limit } = removal;
  if (selector.by === 'entity') return yield* selectEntity(connection, removal, selector.id);
  if (selector.by === 'before')
    return yield* firstOf(memoriesBefore(connection, space, selector.before), limit);
  const pages =
    selector.by === 'space'
      ? nodesOfSpace(connection, { space, limit })
      : nodesWith(connection, space, selector.ids);
  const selection = yield* firstOf(pages, limit);
  return { ...selection, nodes: yield* withAliases(connection, space, selection.nodes) };
}

/** Its memories first; the entity and its other names go together, when no memory is left that holds them. */
function* selectEntity(
  connection: Connection,
  { space, limit }: Removal,
  id: string,
): Sliced<Selection> {
  const entity = connection.get<Removed>(entityOf, { space, id });
  if (entity === undefined) return { nodes: [], more: false };
  const memories = yield* firstOf(memoriesOf(connection, entity.row), limit);
  if (memories.more) return memories;
  const names = yield* withAliases(connection, space, [entity]);
  const isRoomLeft = memories.nodes.length === 0 || memories.nodes.length + names.length <= limit;
  if (!isRoomLeft) return { ...memories, more: true };
  const nodes = yield* firstInOrder([memories.nodes, names], everything);
  return { nodes, more: false };
}

const everything = { compare: byId, count: Number.POSITIVE_INFINITY };

/** One more than fits tells whether there is more. */
function* firstOf(pages: Iterable<readonly Removed[]>, limit: number): Sliced<Selection> {
  const nodes = yield* firstInOrder(pages, { compare: byId, count: limit + 1 });
  return { nodes: nodes.slice(0, limit), more: nodes.length > limit };
}

function* nodesWith(
  connection: Connection,
  space: string,
  ids: readonly string[],
): Generator<readonly Removed[]> {
  const distinct = [...new Set(ids)];
  for (let start = 0; start < distinct.length; start += pageSize) {
    const page = JSON.stringify(distinct.slice(start, start + pageSize));
    yield connection.all<Removed>(nodesOfIds, { space, ids: page });
  }
}

function* nodesOfSpace(
  connection: Connection,
  { space, limit }: Pick<Removal, 'space' | 'limit'>,
): Generator<readonly Removed[]> {
  let after = '';
  // They come in order of id, so that the first ones are enough.
  for (let count = 0; count <= limit; count += pageSize) {
    const page = connection.all<Removed>(pageOfSpace, { space, after });
    yield page;
    if (page.length < pageSize) return;
    after = page.at(-1)?.id ?? after;
  }
}

interface KeyColumns {
  readonly row: number;
  readonly order_key: string;
  readonly kind: NodeKind;
}

function* memoriesBefore(
  connection: Connection,
  space: string,
  before: string,
): Generator<readonly Removed[]> {
  for (const kind of memoryKinds)
    yield* pagesByKey((after) =>
      connection.all<KeyColumns>(pageOfKind, { space, kind, after, before }),
    );
}

const memoriesOf = (connection: Connection, entity: number): Generator<readonly Removed[]> =>
  pagesByKey((after) => connection.all<KeyColumns>(pageOfEntity, { entity, after }));

function* pagesByKey(
  pageAfter: (key: string) => readonly KeyColumns[],
): Generator<readonly Removed[]> {
  for (let after = ''; ;) {
    const page = pageAfter(after);
    yield page.map(({ row, order_key, kind }) => ({ row, id: idOfKey(order_key), kind }));
    if (page.length < pageSize) return;
    after = page.at(-1)?.order_key ?? after;
  }
}

/** An entity never goes without its aliases, which would point at nothing. */
function* withAliases(
  connection: Connection,
  space: string,
  nodes: readonly Removed[],
): Sliced<readonly Removed[]> {
  const entities = nodes.filter((node) => node.kind === 'entity').map((node) => node.id);
  const known = new Set(nodes.map((node) => node.row));
  const pages: (readonly Removed[])[] = [nodes];
  for (let start = 0; start < entities.length; start += pageSize) {
    const ids = JSON.stringify(entities.slice(start, start + pageSize));
    const aliases = connection.all<Removed>(aliasesOfEntities, { space, ids });
    pages.push(aliases.filter((alias) => !known.has(alias.row)));
    yield;
  }
  return pages.length === 1 ? nodes : yield* firstInOrder(pages, everything);
}
