import type { NodeDetail, NodesInput } from '../../../engine/reads.ts';
import type { Connection } from '../connection.ts';
import type { Sliced } from '../in-slices.ts';
import type { StoredNode } from '../node-row.ts';
import { detailsInSlices } from './node-detail.ts';
import { resolveNode } from './resolve.ts';

/** The nodes that are there, in the order of the ids, each once. */
export function* nodes(
  connection: Connection,
  { space, ids }: NodesInput,
): Sliced<readonly NodeDetail[]> {
  const found = new Map<string, StoredNode>();
  for (const id of ids) {
    const node = resolveNode(connection, space, id);
    if (node !== undefined) found.set(node.id, node);
    yield;
  }
  return yield* detailsInSlices(connection, space, found.values());
}
