import type { Removal, RemovalReport } from '../../../engine/removal.ts';
import { compareTexts } from '../compare-texts.ts';
import type { Connection } from '../connection.ts';
import type { Sliced } from '../in-slices.ts';
import { findSupersedable } from '../supersession.ts';
import { linksOfNodes, type RemovedLink } from './links-of-nodes.ts';
import { type Removed, selectRemoved } from './select-removed.ts';

/** What a removal takes and what it sets free. */
export interface RemovalPlan {
  readonly nodes: readonly Removed[];
  readonly links: readonly RemovedLink[];
  /** What stays and loses the memory that superseded it. */
  readonly freed: readonly { readonly row: number; readonly id: string }[];
  readonly more: boolean;
}

/** Reads what a step of a removal would do; changes nothing. */
export function* planRemoval(connection: Connection, removal: Removal): Sliced<RemovalPlan> {
  const { nodes, more } = yield* selectRemoved(connection, removal);
  const rows = new Set(nodes.map((node) => node.row));
  const links = yield* linksOfNodes(connection, nodes, rows);
  const freed = new Map<number, string>();
  for (const { from, type, to, to_row } of links) {
    if (type !== 'SUPERSEDES' || rows.has(to_row)) continue;
    if (findSupersedable(connection, to_row)?.superseded_by === from) freed.set(to_row, to);
    yield;
  }
  return { nodes, links, freed: [...freed].map(([row, id]) => ({ row, id })), more };
}

/** The plan as the port tells it. */
export function reportOf({ nodes, links, freed, more }: RemovalPlan): RemovalReport {
  return {
    nodes: nodes.map(({ id, kind }) => ({ id, kind })),
    links: links.map(({ from, type, to }) => ({ from, type, to })),
    restored: freed.map(({ id }) => id).toSorted(compareTexts),
    more,
  };
}

/** What a step of a removal would do. */
export function* reportRemoval(connection: Connection, removal: Removal): Sliced<RemovalReport> {
  return reportOf(yield* planRemoval(connection, removal));
}
