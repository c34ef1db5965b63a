import {
  type EntityRef,
  type LinkRef,
  linksShown,
  type NodeDetail,
} from '../../../engine/reads.ts';
import { isMemoryKind } from '../../../model/kind.ts';
import { compareTexts } from '../compare-texts.ts';
import type { Connection } from '../connection.ts';
import type { Sliced } from '../in-slices.ts';
import { type StoredNode, toRecord } from '../node-row.ts';
import { linkedByEnd, memoryKindList } from '../schema.ts';
import { tallyOf } from '../tally.ts';

const entitiesShown = 256;

const entitiesOfMemory = `
SELECT e.row, e.id, e.name, e.type
FROM links l
CROSS JOIN nodes e ON e.row = l.to_row
WHERE l.from_row = ?
  AND l.type = 'ABOUT'
  AND e.kind = 'entity'
ORDER BY e.name, e.id
LIMIT ${entitiesShown}`;

/** What a memory is about is among its entities. */
const linksOut = `
SELECT l.type, 'out' AS direction, n.id, l.properties
FROM links l
CROSS JOIN nodes n ON n.row = l.to_row
WHERE l.from_row = ?
  AND NOT (l.type = 'ABOUT' AND n.kind = 'entity' AND l.from_kind IN (${memoryKindList}))
ORDER BY l.type, n.id
LIMIT ${linksShown}`;

/** In the words of the index; the memories about a node are asked for apart, since an entity may have very many. */
const linksIn = `
SELECT l.type, 'in' AS direction, n.id, l.properties
FROM links l
CROSS JOIN nodes n ON n.row = l.from_row
WHERE l.to_row = ?
  AND (${linkedByEnd('l.')})
ORDER BY l.type, n.id
LIMIT ${linksShown}`;

const memoriesAbout = `
SELECT l.type, 'in' AS direction, n.id, l.properties
FROM links l
CROSS JOIN nodes n ON n.row = l.from_row
WHERE l.to_row = ?
  AND l.type = 'ABOUT'
  AND l.from_kind IN (${memoryKindList})
ORDER BY n.id
LIMIT ${linksShown}`;

const namesOfAliases = `
SELECT name
FROM nodes
WHERE space = ?
  AND target = ?
  AND kind = 'alias'
ORDER BY name, id`;

/** A node with what lies around it. */
export function detailOf(connection: Connection, space: string, node: StoredNode): NodeDetail {
  return {
    node: toRecord(node),
    entities: isMemoryKind(node.kind) ? entitiesOf(connection, node.row).map(toEntityRef) : [],
    links: linksOf(connection, node),
    aliases: node.kind === 'entity' ? aliasesOf(connection, space, node.id) : [],
    ...(node.kind === 'pattern' ? { tally: tallyOf(connection, node) } : {}),
  };
}

/** Several nodes with what lies around them. */
export function detailsOf(
  connection: Connection,
  space: string,
  nodes: readonly StoredNode[],
): readonly NodeDetail[] {
  return nodes.map((node) => detailOf(connection, space, node));
}

/** The same, letting others have the event loop between nodes. */
export function* detailsInSlices(
  connection: Connection,
  space: string,
  nodes: Iterable<StoredNode>,
): Sliced<readonly NodeDetail[]> {
  const details: NodeDetail[] = [];
  for (const node of nodes) {
    details.push(detailOf(connection, space, node));
    yield;
  }
  return details;
}

export interface EntityColumns {
  readonly row: number;
  readonly id: string;
  readonly name: string | null;
  readonly type: string | null;
}

/** The entities that a memory is about. */
export function entitiesOf(connection: Connection, row: number): readonly EntityColumns[] {
  return connection.all<EntityColumns>(entitiesOfMemory, row);
}

export function toEntityRef({ id, name, type }: EntityColumns): EntityRef {
  return { id, name: name ?? '', ...(type === null ? {} : { type }) };
}

interface LinkColumns {
  readonly type: string;
  readonly direction: 'out' | 'in';
  readonly id: string;
  readonly properties: string | null;
}

function linksOf(connection: Connection, { row, kind }: StoredNode): readonly LinkRef[] {
  const incoming = connection.all<LinkColumns>(linksIn, row);
  if (kind !== 'entity') incoming.push(...connection.all<LinkColumns>(memoriesAbout, row));
  const outgoing = connection.all<LinkColumns>(linksOut, row);
  const links = incoming.length === 0 ? outgoing : [...incoming, ...outgoing].toSorted(byPlace);
  return links.slice(0, linksShown).map(({ type, direction, id: other, properties }) => ({
    type,
    direction,
    id: other,
    ...(properties === null ? {} : { properties }),
  }));
}

/** The order of links is (type, direction, id). */
function byPlace(a: LinkColumns, b: LinkColumns): number {
  return (
    compareTexts(a.type, b.type) ||
    compareTexts(a.direction, b.direction) ||
    compareTexts(a.id, b.id)
  );
}

function aliasesOf(connection: Connection, space: string, id: string): readonly string[] {
  return connection
    .all<{ name: string | null }>(namesOfAliases, space, id)
    .map((alias) => alias.name ?? '');
}
