import type { NodeDetail, NodesInput } from '../../../engine/reads.ts';
import type { Connection } from '../connection.ts';
import { detailsOf } from './node-detail.ts';
import { resolveNode } from './resolve.ts';

/** The nodes that are there, in the order of the ids, each once. */
export function nodes(connection: Connection, { space, ids }: NodesInput): readonly NodeDetail[] {
  const found = ids
    .map((id) => resolveNode(connection, space, id))
    .filter((node) => node !== undefined);
  const distinct = new Map(found.map((node) => [node.id, node]));
  return detailsOf(connection, space, [...distinct.values()]);
}
