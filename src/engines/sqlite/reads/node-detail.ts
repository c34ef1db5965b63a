import {
  type EntityRef,
  type LinkRef,
  linksShown,
  type NodeDetail,
} from '../../../engine/reads.ts';
import { compareTexts } from '../compare-texts.ts';
import type { Connection } from '../connection.ts';
import { runAtOnce, type Sliced } from '../in-slices.ts';
import { type StoredNode, toRecord } from '../node-row.ts';
import { linkedByEnd, memoryKindList } from '../schema.ts';
import { tallyOf } from '../tally.ts';
import { inPages, packed } from './pages.ts';

const entitiesShown = 256;

const entitiesOfOne = `
SELECT e.row, e.id, e.name, e.type
FROM links l
CROSS JOIN nodes e ON e.row = l.to_row
WHERE l.from_row = ?
  AND l.type = 'ABOUT'
  AND e.kind = 'entity'
ORDER BY e.name, e.id
LIMIT ${entitiesShown}`;

/** What a memory is about is among its entities, any other link among its links. */
const isAboutEntity = `l.type = 'ABOUT' AND n.kind = 'entity' AND l.from_kind IN (${memoryKindList})`;

const outgoing = `
SELECT l.type, n.id, l.properties, ${isAboutEntity} AS is_about, n.name, n.type AS entity_type
FROM links l
CROSS JOIN nodes n ON n.row = l.to_row
WHERE l.from_row = m.row`;

/** No order and one limit, which spares a sorter for each list of each node; where it cuts, the two below are asked. */
const allOut = `${outgoing}
LIMIT ${entitiesShown + linksShown + 1}`;

const firstEntities = `
SELECT * FROM (${outgoing})
WHERE is_about
ORDER BY name, id
LIMIT ${entitiesShown}`;

const firstLinks = `
SELECT * FROM (${outgoing})
WHERE NOT is_about
ORDER BY type, id
LIMIT ${linksShown}`;

/** Most nodes have none, and to see that costs less than an empty list. */
const incoming = (condition: string, order: string): string => `
CASE WHEN EXISTS (
  SELECT 1
  FROM links l
  WHERE l.to_row = m.row
    AND ${condition}
) THEN ${packed(
  'type, id, properties',
  `
  SELECT l.type, n.id, l.properties
  FROM links l
  CROSS JOIN nodes n ON n.row = l.from_row
  WHERE l.to_row = m.row
    AND ${condition}
  ORDER BY ${order}
  LIMIT ${linksShown}`,
)} END`;

/** In the words of the index; the memories about a node are asked for apart, since an entity may have very many. */
const linksIn = incoming(`(${linkedByEnd('l.')})`, 'l.type, n.id');
const memoriesAbout = incoming(`l.type = 'ABOUT' AND l.from_kind IN (${memoryKindList})`, 'n.id');

const outgoingColumns = 'type, id, properties, is_about, name, entity_type';

/** What lies around a node `m`, for a text that reads many: a call of its own for each list of each node costs several times as much. */
export const aroundColumns = `
  ${packed(outgoingColumns, allOut)} AS outgoing,
  ${linksIn} AS links_in,
  CASE WHEN m.kind <> 'entity' THEN ${memoriesAbout} END AS memories_about`;

const aroundNodes = `
SELECT m.row, ${aroundColumns}
FROM json_each(?) wanted
CROSS JOIN nodes m ON m.row = wanted.value`;

const firstOutgoing = `
SELECT ${packed(outgoingColumns, firstEntities)} AS entities, ${packed(outgoingColumns, firstLinks)} AS links
FROM nodes m
WHERE m.row = ?`;

const namesOfAliases = `
SELECT name
FROM nodes
WHERE space = ?
  AND target = ?
  AND kind = 'alias'
ORDER BY name, id`;

/** A node with what lies around it. */
export function detailOf(connection: Connection, space: string, node: StoredNode): NodeDetail {
  const [around] = connection.all<RowAround>(aroundNodes, JSON.stringify([node.row]));
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
    const rows = JSON.stringify(page.map(({ row }) => row));
    const found = connection.all<RowAround>(aroundNodes, rows);
    const around = new Map(found.map((one) => [one.row, one]));
    for (const node of page) {
      details.push(toDetail(connection, node, { space, around: around.get(node.row) }));
      yield;
    }
  }
  return details;
}

/** What a node has around it as `aroundColumns` select it, each list as JSON; null where there is nothing. */
export interface Around {
  readonly outgoing: string;
  readonly links_in: string | null;
  readonly memories_about: string | null;
}

interface RowAround extends Around {
  readonly row: number;
}

/** A node as it is answered. */
export function toDetail(
  connection: Connection,
  node: StoredNode,
  { space, around }: { readonly space: string; readonly around: Around | undefined },
): NodeDetail {
  const { entities, links } = outgoingOf(connection, node.row, around?.outgoing ?? '[]');
  return {
    node: toRecord(node),
    entities,
    links: linksAround(links, around),
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

type PackedLink = readonly [type: string, id: string, properties: string | null];
type PackedOutgoing = readonly [
  ...PackedLink,
  isAbout: 0 | 1,
  name: string | null,
  entityType: string | null,
];

interface Outgoing {
  readonly entities: readonly EntityRef[];
  readonly links: readonly LinkRef[];
}

/** Each list in its order, neither longer than it is shown. */
function outgoingOf(connection: Connection, row: number, list: string): Outgoing {
  const all = JSON.parse(list) as readonly PackedOutgoing[]; // as `aroundColumns` packs it
  if (all.length <= entitiesShown + linksShown)
    return {
      entities: entitiesAmong(all).toSorted(byName).slice(0, entitiesShown),
      links: linksAmong(all).toSorted(byPlace).slice(0, linksShown),
    };
  const first = connection.get<{ entities: string; links: string }>(firstOutgoing, row);
  return {
    entities: entitiesAmong(JSON.parse(first?.entities ?? '[]') as readonly PackedOutgoing[]), // as `firstOutgoing` packs it
    links: linksAmong(JSON.parse(first?.links ?? '[]') as readonly PackedOutgoing[]), // as above
  };
}

const entitiesAmong = (all: readonly PackedOutgoing[]): readonly EntityRef[] =>
  all.flatMap(([, id, , isAbout, name, type]) =>
    isAbout === 1 ? [toEntityRef({ id, name, type })] : [],
  );

const linksAmong = (all: readonly PackedOutgoing[]): readonly LinkRef[] =>
  all.flatMap(([type, id, properties, isAbout]) =>
    isAbout === 1 ? [] : [toLinkRef([type, id, properties], 'out')],
  );

const byName = (a: EntityRef, b: EntityRef): number =>
  compareTexts(a.name, b.name) || compareTexts(a.id, b.id);

function linksAround(
  outgoingLinks: readonly LinkRef[],
  around: Around | undefined,
): readonly LinkRef[] {
  const incomingLinks = [around?.links_in, around?.memories_about].flatMap((list) =>
    (JSON.parse(list ?? '[]') as readonly PackedLink[]) // as `aroundColumns` packs it
      .map((link) => toLinkRef(link, 'in')),
  );
  if (incomingLinks.length === 0) return outgoingLinks;
  return [...incomingLinks, ...outgoingLinks].toSorted(byPlace).slice(0, linksShown);
}

const toLinkRef = (
  [type, id, properties]: PackedLink,
  direction: LinkRef['direction'],
): LinkRef => ({ type, direction, id, ...(properties === null ? {} : { properties }) });

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
