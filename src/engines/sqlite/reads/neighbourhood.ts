import type { Neighbourhood, NeighbourhoodInput, Step } from '../../../engine/reads.ts';
import { compareTexts } from '../compare-texts.ts';
import type { Connection } from '../connection.ts';
import type { StoredNode } from '../node-row.ts';
import { detailOf, detailsOf } from './node-detail.ts';
import { nodesInRows, resolveNode } from './resolve.ts';

const linksFrom = `
SELECT 'out' AS direction, l.type, n.row, n.id, n.order_key
FROM links l
CROSS JOIN nodes n ON n.row = l.to_row
WHERE l.from_row = $row
  AND ($types IS NULL OR l.type IN (SELECT value FROM json_each($types)))
ORDER BY n.order_key DESC, l.type
LIMIT $fan`;

const linksTo = `
SELECT 'in' AS direction, l.type, n.row, n.id, n.order_key
FROM links l
CROSS JOIN nodes n ON n.row = l.from_row
WHERE l.to_row = $row
  AND l.type <> 'ABOUT'
  AND ($types IS NULL OR l.type IN (SELECT value FROM json_each($types)))
ORDER BY n.order_key DESC, l.type
LIMIT $fan`;

/** Apart, because the memories about an entity may be very many and their index has the order already. */
const memoriesTo = `
SELECT 'in' AS direction, l.type, n.row, n.id, n.order_key
FROM links l
CROSS JOIN nodes n ON n.row = l.from_row
WHERE l.to_row = $row
  AND l.type = 'ABOUT'
ORDER BY l.from_key DESC
LIMIT $fan`;

/** A link as seen from the node that is being left. */
interface FoundLink {
  readonly direction: Step['direction'];
  readonly type: string;
  readonly row: number;
  readonly id: string;
  readonly order_key: string;
}

type Ends = Neighbourhood['links'][number];

interface Place {
  readonly row: number;
  readonly id: string;
}

/** What is reached from a node, breadth first; null when there is no such node. */
export function neighbourhood(
  connection: Connection,
  input: NeighbourhoodInput,
): Neighbourhood | null {
  const start = resolveNode(connection, input.space, input.id);
  if (start === undefined) return null;
  const links = new Map<string, Ends>();
  const reached = new Map<number, Place>([[start.row, start]]);
  const follow = follower(connection, input);
  let level: readonly Place[] = [start];
  for (let depth = 0; depth < input.depth && level.length > 0; depth += 1) {
    const next = new Map<number, Place>();
    for (const place of level) {
      for (const link of follow(place.row)) {
        const ends = endsOf(place.id, link);
        links.set(`${ends.from} ${ends.type} ${ends.to}`, ends);
        if (!reached.has(link.row)) next.set(link.row, link);
      }
    }
    for (const [row, place] of next) reached.set(row, place);
    level = [...next.values()];
  }
  reached.delete(start.row);
  return {
    start: detailOf(connection, input.space, start),
    nodes: detailsOf(connection, input.space, nodesAt(connection, reached)),
    links: [...links.values()].toSorted(byEnds),
  };
}

function nodesAt(connection: Connection, places: ReadonlyMap<number, Place>): StoredNode[] {
  return nodesInRows(connection, [...places.keys()]).toSorted((a, b) => compareTexts(a.id, b.id));
}

function endsOf(left: string, { direction, type, id }: FoundLink): Ends {
  return direction === 'out' ? { from: left, type, to: id } : { from: id, type, to: left };
}

function byEnds(a: Ends, b: Ends): number {
  return compareTexts(a.from, b.from) || compareTexts(a.type, b.type) || compareTexts(a.to, b.to);
}

/** Answers the links to follow from one node. */
function follower(
  connection: Connection,
  { steps, fan }: NeighbourhoodInput,
): (row: number) => readonly FoundLink[] {
  const out = typesOf(steps, 'out');
  const into = typesOf(steps, 'in');
  const isAboutWanted = into === undefined || into.includes('ABOUT');
  const run = (text: string, row: number, types: readonly string[] | undefined): FoundLink[] => {
    if (types?.length === 0) return [];
    const values = { row, fan, types: types === undefined ? null : JSON.stringify(types) };
    return connection.all<FoundLink>(text, values);
  };
  return (row) => {
    const found = [
      ...run(linksFrom, row, out),
      ...run(linksTo, row, into),
      ...(isAboutWanted ? connection.all<FoundLink>(memoriesTo, { row, fan }) : []),
    ];
    return found.toSorted(latestFirst).slice(0, fan);
  };
}

function typesOf(
  steps: readonly Step[] | undefined,
  direction: Step['direction'],
): readonly string[] | undefined {
  return steps?.filter((step) => step.direction === direction).map((step) => step.type);
}

/** The key ends with the id, so that only several links to one node are left for the type to order. */
function latestFirst(a: FoundLink, b: FoundLink): number {
  return compareTexts(b.order_key, a.order_key) || compareTexts(a.type, b.type);
}
