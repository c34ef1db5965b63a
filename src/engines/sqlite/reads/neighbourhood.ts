import type { Neighbourhood, NeighbourhoodInput, Step } from '../../../engine/reads.ts';
import { compareTexts } from '../compare-texts.ts';
import type { Connection } from '../connection.ts';
import type { StoredNode } from '../node-row.ts';
import { detailOf, detailsOf } from './node-detail.ts';
import { nodeAt, resolveNode } from './resolve.ts';

const linksFrom = `
SELECT l.from_id, l.type, l.to_id, n.id AS other, n.order_key AS key
FROM links l
CROSS JOIN nodes n ON n.space = l.space AND n.id = l.to_id
WHERE l.space = $space
  AND l.from_id = $id
  AND ($types IS NULL OR l.type IN (SELECT value FROM json_each($types)))
ORDER BY n.order_key DESC, n.id DESC, l.type
LIMIT $fan`;

const linksTo = `
SELECT l.from_id, l.type, l.to_id, l.from_id AS other, l.from_key AS key
FROM links l
WHERE l.space = $space
  AND l.to_id = $id
  AND l.type <> 'ABOUT'
  AND ($types IS NULL OR l.type IN (SELECT value FROM json_each($types)))
ORDER BY l.from_key DESC, l.from_id DESC, l.type
LIMIT $fan`;

/** Apart, because the memories about an entity may be very many and their index has the order already. */
const memoriesTo = `
SELECT l.from_id, l.type, l.to_id, l.from_id AS other, l.from_key AS key
FROM links l
WHERE l.space = $space
  AND l.to_id = $id
  AND l.type = 'ABOUT'
ORDER BY l.from_key DESC
LIMIT $fan`;

interface FollowedLink {
  readonly from_id: string;
  readonly type: string;
  readonly to_id: string;
  readonly other: string;
  readonly key: string;
}

/** What is reached from a node, breadth first; null when there is no such node. */
export function neighbourhood(
  connection: Connection,
  input: NeighbourhoodInput,
): Neighbourhood | null {
  const start = resolveNode(connection, input.space, input.id);
  if (start === undefined) return null;
  const links = new Map<string, FollowedLink>();
  const reached = new Set([start.id]);
  const follow = follower(connection, input);
  let level: readonly string[] = [start.id];
  for (let depth = 0; depth < input.depth && level.length > 0; depth += 1) {
    const followed = level.flatMap(follow);
    for (const link of followed) links.set(`${link.from_id} ${link.type} ${link.to_id}`, link);
    level = [...new Set(followed.map((link) => link.other))].filter((id) => !reached.has(id));
    for (const id of level) reached.add(id);
  }
  reached.delete(start.id);
  return {
    start: detailOf(connection, input.space, start),
    nodes: detailsOf(connection, input.space, nodesOf(connection, input.space, reached)),
    links: [...links.values()].toSorted(byEnds).map(toAnswer),
  };
}

function nodesOf(connection: Connection, space: string, ids: ReadonlySet<string>): StoredNode[] {
  return [...ids]
    .toSorted(compareTexts)
    .map((id) => nodeAt(connection, space, id))
    .filter((node) => node !== undefined);
}

const toAnswer = ({ from_id, type, to_id }: FollowedLink) => ({ from: from_id, type, to: to_id });

function byEnds(a: FollowedLink, b: FollowedLink): number {
  return (
    compareTexts(a.from_id, b.from_id) ||
    compareTexts(a.type, b.type) ||
    compareTexts(a.to_id, b.to_id)
  );
}

/** Answers the links to follow from one node. */
function follower(
  connection: Connection,
  { space, steps, fan }: NeighbourhoodInput,
): (id: string) => readonly FollowedLink[] {
  const out = typesOf(steps, 'out');
  const into = typesOf(steps, 'in');
  const isAboutWanted = into === undefined || into.includes('ABOUT');
  const run = (text: string, id: string, types: readonly string[] | undefined): FollowedLink[] => {
    if (types?.length === 0) return [];
    const values = { space, id, fan, types: types === undefined ? null : JSON.stringify(types) };
    return connection.all<FollowedLink>(text, values);
  };
  return (id) => {
    const found = [
      ...run(linksFrom, id, out),
      ...run(linksTo, id, into),
      ...(isAboutWanted ? connection.all<FollowedLink>(memoriesTo, { space, id, fan }) : []),
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

function latestFirst(a: FollowedLink, b: FollowedLink): number {
  return (
    compareTexts(b.key, a.key) || compareTexts(b.other, a.other) || compareTexts(a.type, b.type)
  );
}
