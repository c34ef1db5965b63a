import type { Connection } from '../connection.ts';
import { nodeColumns, type StoredNode } from '../node-row.ts';

const nodeOfId = `
SELECT ${nodeColumns}
FROM nodes n
WHERE n.space = ?
  AND n.id = ?`;

const nodesOfRows = `
SELECT ${nodeColumns}
FROM json_each(?) wanted
CROSS JOIN nodes n ON n.row = wanted.value`;

/** The node with this id, an alias as itself. */
function nodeAt(connection: Connection, space: string, id: string): StoredNode | undefined {
  return connection.get<StoredNode>(nodeOfId, space, id);
}

/** The nodes in these rows, in no order; one call costs less than one for each. */
export function nodesInRows(
  connection: Connection,
  rows: readonly number[],
): readonly StoredNode[] {
  return connection.all<StoredNode>(nodesOfRows, JSON.stringify(rows));
}

/** The node with this id, an alias as its entity. */
export function resolveNode(
  connection: Connection,
  space: string,
  id: string,
): StoredNode | undefined {
  const found = nodeAt(connection, space, id);
  return found?.kind === 'alias' && found.target !== null
    ? nodeAt(connection, space, found.target)
    : found;
}

/** The entity with this id or alias. */
export function entityAt(
  connection: Connection,
  space: string,
  id: string,
): StoredNode | undefined {
  const found = resolveNode(connection, space, id);
  return found?.kind === 'entity' ? found : undefined;
}
