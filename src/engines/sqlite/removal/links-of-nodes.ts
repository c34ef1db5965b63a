import { compareTexts } from '../compare-texts.ts';
import type { Connection } from '../connection.ts';
import { firstInOrder, mergeInOrder } from '../in-order.ts';
import type { Sliced } from '../in-slices.ts';
import { idOfKey } from '../node-row.ts';
import { linkedByEnd, memoryKindList } from '../schema.ts';
import type { Removed } from './select-removed.ts';

/** A link that goes, with the rows and the ids of its ends. */
export interface RemovedLink {
  readonly from_row: number;
  readonly from_kind: string;
  readonly type: string;
  readonly to_row: number;
  readonly from: string;
  readonly to: string;
}

const linksFrom = `
SELECT l.from_row, l.from_kind, l.type, l.to_row, n.id AS "to"
FROM links l
CROSS JOIN nodes n ON n.row = l.to_row
WHERE l.from_row = ?
ORDER BY l.type, n.id`;

const linksByEnd = `
SELECT from_row, from_kind, type, to_row, from_key
FROM links
WHERE to_row = ?
  AND (${linkedByEnd()})`;

const pageSize = 1000;

const pageAbout = `
SELECT from_row, from_kind, type, to_row, from_key
FROM links
WHERE to_row = ?
  AND type = 'ABOUT'
  AND from_key > ?
  AND from_kind IN (${memoryKindList})
ORDER BY from_key
LIMIT ${pageSize}`;

type IncomingLink = Omit<RemovedLink, 'from' | 'to'> & { readonly from_key: string };

const order = { compare: byEnds, count: Number.POSITIVE_INFINITY };

/** Every link that has an end among the nodes, once each, in order of (from, type, to). */
export function* linksOfNodes(
  connection: Connection,
  nodes: readonly Removed[],
  rows: ReadonlySet<number>,
): Sliced<readonly RemovedLink[]> {
  const outgoing: RemovedLink[] = [];
  for (const { row, id } of nodes) {
    for (const link of connection.all<Omit<RemovedLink, 'from'>>(linksFrom, row))
      outgoing.push({ ...link, from: id });
    yield;
  }
  // Those between two of the nodes are there already.
  const incoming = yield* firstInOrder(incomingPages(connection, nodes, rows), order);
  return yield* mergeInOrder(outgoing, incoming, order);
}

function* incomingPages(
  connection: Connection,
  nodes: readonly Removed[],
  rows: ReadonlySet<number>,
): Generator<readonly RemovedLink[]> {
  for (const { row, id } of nodes)
    for (const page of pagesTo(connection, row))
      yield page
        .filter((link) => !rows.has(link.from_row))
        .map(({ from_key, ...link }) => ({ ...link, from: idOfKey(from_key), to: id }));
}

function* pagesTo(connection: Connection, row: number): Generator<readonly IncomingLink[]> {
  yield connection.all<IncomingLink>(linksByEnd, row);
  for (let after = ''; ;) {
    const page = connection.all<IncomingLink>(pageAbout, row, after);
    yield page;
    if (page.length < pageSize) return;
    after = page.at(-1)?.from_key ?? after;
  }
}

function byEnds(a: RemovedLink, b: RemovedLink): number {
  return compareTexts(a.from, b.from) || compareTexts(a.type, b.type) || compareTexts(a.to, b.to);
}
