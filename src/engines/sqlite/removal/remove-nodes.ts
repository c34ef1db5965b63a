import type { Removal, RemovalReport } from '../../../engine/removal.ts';
import { isMemoryKind } from '../../../model/kind.ts';
import type { Connection } from '../connection.ts';
import type { RemovedLink } from './removed-link.ts';
import { restoreSuperseded } from './restore-superseded.ts';
import { selectRemoved } from './select-removed.ts';

const linksOfNodes = `
SELECT l.from_row, l.from_kind, l.type, l.to_row, a.id AS "from", b.id AS "to"
FROM (
  SELECT from_row, from_kind, type, to_row
  FROM links
  WHERE from_row IN (SELECT value FROM json_each($rows))
  UNION
  SELECT from_row, from_kind, type, to_row
  FROM links
  WHERE to_row IN (SELECT value FROM json_each($rows))
    AND type = 'ABOUT'
  UNION
  SELECT from_row, from_kind, type, to_row
  FROM links
  WHERE to_row IN (SELECT value FROM json_each($rows))
    AND type <> 'ABOUT'
) l
CROSS JOIN nodes a ON a.row = l.from_row
CROSS JOIN nodes b ON b.row = l.to_row
ORDER BY a.id, l.type, b.id`;

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

const deleteDocument = `
DELETE FROM documents
WHERE rowid = ?`;

/** Removes one step of nodes with their links and words; whoever only wants the report rolls back afterwards. */
export function removeNodes(connection: Connection, removal: Removal): RemovalReport {
  const { nodes, more } = selectRemoved(connection, removal);
  const rows = JSON.stringify(nodes.map((node) => node.row));
  const links = connection.all<RemovedLink>(linksOfNodes, { rows });
  for (const link of links) removeLink(connection, link);
  for (const { row } of nodes) {
    connection.run(deleteDocument, row);
    connection.run(deleteCount, row);
    connection.run(deleteNode, row);
  }
  return {
    nodes: nodes.map(({ id, kind }) => ({ id, kind })),
    links: links.map(({ from, type, to }) => ({ from, type, to })),
    restored: restoreSuperseded(connection, links),
    more,
  };
}

function removeLink(connection: Connection, link: RemovedLink): void {
  const { from_row, from_kind, type, to_row } = link;
  connection.run(deleteLink, from_row, type, to_row);
  if (type === 'ABOUT' && isMemoryKind(from_kind)) connection.run(countOneLess, to_row);
}
