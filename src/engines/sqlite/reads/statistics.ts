import type { Statistics } from '../../../engine/reads.ts';
import type { NodeKind } from '../../../model/kind.ts';
import type { Connection } from '../connection.ts';

const nodesByKind = `
SELECT kind, count(*) AS count
FROM nodes
WHERE space = ?
GROUP BY kind`;

const linkCount = `
SELECT count(*) AS count
FROM nodes n
CROSS JOIN links l ON l.from_row = n.row
WHERE n.space = ?`;

/** How much is in a space. */
export function statistics(
  connection: Connection,
  { space }: { readonly space: string },
): Statistics {
  const nodes: Record<NodeKind, number> = {
    note: 0,
    decision: 0,
    commitment: 0,
    pattern: 0,
    entity: 0,
    alias: 0,
    session: 0,
    knowledge: 0,
  };
  for (const row of connection.all<{ kind: NodeKind; count: number }>(nodesByKind, space))
    nodes[row.kind] = row.count;
  return { nodes, links: connection.get<{ count: number }>(linkCount, space)?.count ?? 0 };
}
