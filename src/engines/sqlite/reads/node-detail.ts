import {
  type EntityRef,
  type LinkRef,
  linksShown,
  type NodeDetail,
} from '../../../engine/reads.ts';
import { isMemoryKind } from '../../../model/kind.ts';
import { compareTexts } from '../compare-texts.ts';
import type { Connection } from '../connection.ts';
import { type StoredNode, toRecord } from '../node-row.ts';
import { tallyOf } from '../tally.ts';

const entitiesShown = 256;

const entitiesOfMemory = `
SELECT e.id, e.name, e.type
FROM links l
CROSS JOIN nodes e ON e.space = l.space AND e.id = l.to_id
WHERE l.space = ?
  AND l.from_id = ?
  AND l.type = 'ABOUT'
  AND e.kind = 'entity'
ORDER BY e.name, e.id
LIMIT ${entitiesShown}`;

const linksOut = `
SELECT type, 'out' AS direction, to_id AS id, properties
FROM links
WHERE space = ?
  AND from_id = ?
  AND type <> 'ABOUT'
ORDER BY type, to_id
LIMIT ${linksShown}`;

const linksIn = `
SELECT type, 'in' AS direction, from_id AS id, properties
FROM links
WHERE space = ?
  AND to_id = ?
  AND type <> 'ABOUT'
ORDER BY type, from_id
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
    entities: isMemoryKind(node.kind) ? entitiesOf(connection, space, node.id) : [],
    links: linksOf(connection, space, node.id),
    aliases: node.kind === 'entity' ? aliasesOf(connection, space, node.id) : [],
    ...(node.kind === 'pattern' ? { tally: tallyOf(connection, space, node.id) } : {}),
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

interface EntityColumns {
  readonly id: string;
  readonly name: string | null;
  readonly type: string | null;
}

/** The entities that a memory is about. */
export function entitiesOf(
  connection: Connection,
  space: string,
  id: string,
): readonly EntityRef[] {
  return connection.all<EntityColumns>(entitiesOfMemory, space, id).map(toEntityRef);
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

function linksOf(connection: Connection, space: string, id: string): readonly LinkRef[] {
  const incoming = connection.all<LinkColumns>(linksIn, space, id);
  const outgoing = connection.all<LinkColumns>(linksOut, space, id);
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
