import {
  type EntityRef,
  type LinkRef,
  linksShown,
  type NodeDetail,
} from '../../../engine/reads.ts';
import { isMemoryKind } from '../../../model/kind.ts';
import { compareTexts } from '../compare-texts.ts';
import type { Connection } from '../connection.ts';
import { runAtOnce, type Sliced } from '../in-slices.ts';
import { type StoredNode, toRecord } from '../node-row.ts';
import { linkedByEnd, memoryKindList } from '../schema.ts';
import { tallyOf } from '../tally.ts';
import { inPages, packed } from './pages.ts';

const entitiesShown = 256;

const entitiesOfMemory = (row: string): string => `
SELECT e.row, e.id, e.name, e.type
FROM links l
CROSS JOIN nodes e ON e.row = l.to_row
WHERE l.from_row = ${row}
  AND l.type = 'ABOUT'
  AND e.kind = 'entity'
ORDER BY e.name, e.id
LIMIT ${entitiesShown}`;

const entitiesOfOne = entitiesOfMemory('?');

/** What a memory is about is among its entities. */
const linksOut = `
SELECT l.type, n.id, l.properties
FROM links l
CROSS JOIN nodes n ON n.row = l.to_row
WHERE l.from_row = m.row
  AND NOT (l.type = 'ABOUT' AND n.kind = 'entity' AND l.from_kind IN (${memoryKindList}))
ORDER BY l.type, n.id
LIMIT ${linksShown}`;

/** In the words of the index; the memories about a node are asked for apart, since an entity may have very many. */
const linksIn = `
SELECT l.type, n.id, l.properties
FROM links l
CROSS JOIN nodes n ON n.row = l.from_row
WHERE l.to_row = m.row
  AND (${linkedByEnd('l.')})
ORDER BY l.type, n.id
LIMIT ${linksShown}`;

const memoriesAbout = `
SELECT l.type, n.id, l.properties
FROM links l
CROSS JOIN nodes n ON n.row = l.from_row
WHERE l.to_row = m.row
  AND l.type = 'ABOUT'
  AND l.from_kind IN (${memoryKindList})
ORDER BY n.id
LIMIT ${linksShown}`;

/** One call for many nodes: a call of its own for each list of each node costs several times as much. */
const aroundNodes = `
SELECT m.row,
  ${packed('id, name, type', entitiesOfMemory('m.row'))} AS entities,
  ${packed('type, id, properties', linksOut)} AS links_out,
  ${packed('type, id, properties', linksIn)} AS links_in,
  CASE m.kind WHEN 'entity' THEN '[]' ELSE ${packed('type, id, properties', memoriesAbout)} END AS memories_about
FROM json_each(?) wanted
CROSS JOIN nodes m ON m.row = wanted.value`;

const namesOfAliases = `
SELECT name
FROM nodes
WHERE space = ?
  AND target = ?
  AND kind = 'alias'
ORDER BY name, id`;

/** A node with what lies around it. */
export function detailOf(connection: Connection, space: string, node: StoredNode): NodeDetail {
  const [around] = connection.all<Around>(aroundNodes, JSON.stringify([node.row]));
  return toDetail(connection, node, { space, around });
}

/** Several nodes with what lies around them. */
export function detailsOf(
  connection: Connection,
  space: string,
  nodes: readonly StoredNode[],
): readonly NodeDetail[] {
  return runAtOnce(detailsInSlices(connection, space, nodes));
}

/** So many nodes are looked around at once: enough to save calls, few enough to be done in milliseconds. */
const pageSize = 10;

/** The same, letting others have the event loop between nodes. */
export function* detailsInSlices(
  connection: Connection,
  space: string,
  nodes: Iterable<StoredNode>,
): Sliced<readonly NodeDetail[]> {
  const details: NodeDetail[] = [];
  for (const page of inPages(nodes, pageSize)) {
    const found = connection.all<Around>(aroundNodes, JSON.stringify(page.map(({ row }) => row)));
    const around = new Map(found.map((one) => [one.row, one]));
    for (const node of page) {
      details.push(toDetail(connection, node, { space, around: around.get(node.row) }));
      yield;
    }
  }
  return details;
}

/** What a node has around it, each list as JSON. */
interface Around {
  readonly row: number;
  readonly entities: string;
  readonly links_out: string;
  readonly links_in: string;
  readonly memories_about: string;
}

function toDetail(
  connection: Connection,
  node: StoredNode,
  { space, around }: { readonly space: string; readonly around: Around | undefined },
): NodeDetail {
  return {
    node: toRecord(node),
    entities: isMemoryKind(node.kind) ? entitiesIn(around?.entities) : [],
    links: around === undefined ? [] : linksAround(around),
    aliases: node.kind === 'entity' ? aliasesOf(connection, space, node.id) : [],
    ...(node.kind === 'pattern' ? { tally: tallyOf(connection, node) } : {}),
  };
}

export interface EntityColumns {
  readonly row: number;
  readonly id: string;
  readonly name: string | null;
  readonly type: string | null;
}

/** The entities that a memory is about. */
export function entitiesOf(connection: Connection, row: number): readonly EntityColumns[] {
  return connection.all<EntityColumns>(entitiesOfOne, row);
}

export function toEntityRef({ id, name, type }: Omit<EntityColumns, 'row'>): EntityRef {
  return { id, name: name ?? '', ...(type === null ? {} : { type }) };
}

type PackedEntity = readonly [id: string, name: string | null, type: string | null];

const entitiesIn = (list: string | undefined): readonly EntityRef[] =>
  (JSON.parse(list ?? '[]') as readonly PackedEntity[]) // as `aroundNodes` packs it
    .map(([id, name, type]) => toEntityRef({ id, name, type }));

type PackedLink = readonly [type: string, id: string, properties: string | null];

function linksAround({ links_in, memories_about, links_out }: Around): readonly LinkRef[] {
  const incoming = [...linksOf(links_in, 'in'), ...linksOf(memories_about, 'in')];
  const outgoing = linksOf(links_out, 'out');
  const links = incoming.length === 0 ? outgoing : [...incoming, ...outgoing].toSorted(byPlace);
  return links.slice(0, linksShown);
}

const linksOf = (list: string, direction: LinkRef['direction']): readonly LinkRef[] =>
  (JSON.parse(list) as readonly PackedLink[]) // as `aroundNodes` packs it
    .map(([type, id, properties]) => ({
      type,
      direction,
      id,
      ...(properties === null ? {} : { properties }),
    }));

/** The order of links is (type, direction, id). */
function byPlace(a: LinkRef, b: LinkRef): number {
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
