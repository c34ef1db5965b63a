import type { Removal } from '../../../engine/removal.ts';
import type { NodeKind } from '../../../model/kind.ts';
import { compareTexts } from '../compare-texts.ts';
import type { Connection } from '../connection.ts';

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

const nodesOfIds = `
SELECT row, id, kind
FROM nodes
WHERE space = $space
  AND id IN (SELECT value FROM json_each($ids))
ORDER BY id
LIMIT $limit`;

const nodesOfSpace = `
SELECT row, id, kind
FROM nodes
WHERE space = $space
ORDER BY id
LIMIT $limit`;

const memoriesBefore = `
SELECT row, id, kind
FROM nodes
WHERE space = $space
  AND kind IN ('note', 'decision', 'commitment', 'pattern')
  AND order_key < $before
ORDER BY id
LIMIT $limit`;

const memoriesOfEntity = `
SELECT n.row, n.id, n.kind
FROM links l
CROSS JOIN nodes n ON n.row = l.from_row
WHERE l.to_row = $entity
  AND l.type = 'ABOUT'
  AND l.from_kind IN ('note', 'decision', 'commitment', 'pattern')
ORDER BY n.id
LIMIT $limit`;

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

/** Finds what one step of a removal takes. */
export function selectRemoved(connection: Connection, removal: Removal): Selection {
  const { space, selector, limit } = removal;
  // One more than fits tells whether there is more.
  const range = { space, limit: limit + 1 };
  if (selector.by === 'entity') return selectEntity(connection, removal, selector.id);
  if (selector.by === 'before')
    return cut(connection.all(memoriesBefore, { ...range, before: selector.before }), limit);
  const rows =
    selector.by === 'space'
      ? connection.all<Removed>(nodesOfSpace, range)
      : connection.all<Removed>(nodesOfIds, { ...range, ids: JSON.stringify(selector.ids) });
  const selection = cut(rows, limit);
  return { ...selection, nodes: withAliases(connection, space, selection.nodes) };
}

/** Its memories first; the entity and its other names go together, when no memory is left that holds them. */
function selectEntity(connection: Connection, { space, limit }: Removal, id: string): Selection {
  const entity = connection.get<Removed>(entityOf, { space, id });
  if (entity === undefined) return { nodes: [], more: false };
  const values = { entity: entity.row, limit: limit + 1 };
  const memories = cut(connection.all<Removed>(memoriesOfEntity, values), limit);
  if (memories.more) return memories;
  const names = withAliases(connection, space, [entity]);
  const isRoomLeft = memories.nodes.length === 0 || memories.nodes.length + names.length <= limit;
  if (!isRoomLeft) return { ...memories, more: true };
  return { nodes: sorted([...memories.nodes, ...names]), more: false };
}

function cut(nodes: readonly Removed[], limit: number): Selection {
  return { nodes: nodes.slice(0, limit), more: nodes.length > limit };
}

/** An entity never goes without its aliases, which would point at nothing. */
function withAliases(
  connection: Connection,
  space: string,
  nodes: readonly Removed[],
): readonly Removed[] {
  const entities = nodes.filter((node) => node.kind === 'entity').map((node) => node.id);
  if (entities.length === 0) return nodes;
  const ids = JSON.stringify(entities);
  return sorted([...nodes, ...connection.all<Removed>(aliasesOfEntities, { space, ids })]);
}

function sorted(nodes: readonly Removed[]): readonly Removed[] {
  const distinct = new Map(nodes.map((node) => [node.row, node]));
  return [...distinct.values()].toSorted((a, b) => compareTexts(a.id, b.id));
}
