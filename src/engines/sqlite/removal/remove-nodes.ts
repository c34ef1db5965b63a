import type { Removal, RemovalReport } from '../../../engine/removal.ts';
import { isMemoryKind } from '../../../model/kind.ts';
import type { Connection } from '../connection.ts';
import { deleteField, placeOf, refreshField, rowsFollowing } from '../field.ts';
import type { Sliced } from '../in-slices.ts';
import type { Made } from '../writer.ts';
import type { RemovedLink } from './links-of-nodes.ts';
import { planRemoval, reportOf } from './plan-removal.ts';
import { restoreSuperseded } from './restore-superseded.ts';
import type { Removed } from './select-removed.ts';

const deleteLink = `
DELETE FROM links
WHERE from_row = ?
  AND type = ?
  AND to_row = ?`;

const countOneLess = `
UPDATE memory_counts
SET count = count - 1
WHERE entity_row = ?`;

const deleteCount = `
DELETE FROM memory_counts
WHERE entity_row = ?`;

const deleteNode = `
DELETE FROM nodes
WHERE row = ?`;

/** Removes one step of nodes with their links and words, also those that others are found by. */
export function* removeNodes(
  connection: Connection,
  removal: Removal,
): Sliced<Made<RemovalReport>> {
  const plan = yield* planRemoval(connection, removal);
  const heirs = yield* rowsWithTheirTerms(connection, plan.nodes);
  for (const link of plan.links) {
    removeLink(connection, link);
    yield;
  }
  // In order of row, as the index of words takes them fastest.
  for (const { row } of plan.nodes.toSorted((a, b) => a.row - b.row)) {
    deleteField(connection, row);
    connection.run(deleteCount, row);
    connection.run(deleteNode, row);
    yield;
  }
  for (const row of heirs) {
    refreshField(connection, row);
    yield;
  }
  for (const { row } of plan.freed) {
    restoreSuperseded(connection, row);
    yield;
  }
  return { value: reportOf(plan), keep: true };
}

/** The rows that stay and have terms of those that go: the two after each of them in its session. */
function* rowsWithTheirTerms(
  connection: Connection,
  nodes: readonly Removed[],
): Sliced<readonly number[]> {
  const heirs = new Set<number>();
  for (const { row } of nodes) {
    const place = placeOf(connection, row);
    if (place !== undefined) for (const heir of rowsFollowing(connection, place)) heirs.add(heir);
    yield;
  }
  for (const { row } of nodes) heirs.delete(row);
  return [...heirs];
}

function removeLink(connection: Connection, link: RemovedLink): void {
  const { from_row, from_kind, type, to_row } = link;
  connection.run(deleteLink, from_row, type, to_row);
  if (type === 'ABOUT' && isMemoryKind(from_kind)) connection.run(countOneLess, to_row);
}
