import type { Removal, RemovalReport } from '../../../engine/removal.ts';
import type { Connection } from '../connection.ts';
import { restoreSuperseded } from './restore-superseded.ts';
import { selectRemoved } from './select-removed.ts';

const linksOfNodes = `
SELECT l.from_id AS "from", l.type, l.to_id AS "to"
FROM json_each($ids) removed
CROSS JOIN links l ON l.space = $space AND l.from_id = removed.value
UNION
SELECT l.from_id, l.type, l.to_id
FROM json_each($ids) removed
CROSS JOIN links l ON l.space = $space AND l.to_id = removed.value AND l.type = 'ABOUT'
UNION
SELECT l.from_id, l.type, l.to_id
FROM json_each($ids) removed
CROSS JOIN links l ON l.space = $space AND l.to_id = removed.value AND l.type <> 'ABOUT'
ORDER BY 1, 2, 3`;

const deleteLink = `
DELETE FROM links
WHERE space = ?
  AND from_id = ?
  AND type = ?
  AND to_id = ?`;

const deleteNode = `
DELETE FROM nodes
WHERE row = ?`;

const deleteDocument = `
DELETE FROM documents
WHERE rowid = ?`;

/** Removes one step of nodes with their links and words; whoever only wants the report rolls back afterwards. */
export function removeNodes(connection: Connection, removal: Removal): RemovalReport {
  const { space } = removal;
  const { nodes, more } = selectRemoved(connection, removal);
  const ids = nodes.map((node) => node.id);
  const links = connection
    .all<RemovalReport['links'][number]>(linksOfNodes, { space, ids: JSON.stringify(ids) })
    .map(({ from, type, to }) => ({ from, type, to }));
  for (const { from, type, to } of links) connection.run(deleteLink, space, from, type, to);
  for (const { row } of nodes) {
    connection.run(deleteDocument, row);
    connection.run(deleteNode, row);
  }
  return {
    nodes: nodes.map(({ id, kind }) => ({ id, kind })),
    links,
    restored: restoreSuperseded(connection, space, links),
    more,
  };
}
