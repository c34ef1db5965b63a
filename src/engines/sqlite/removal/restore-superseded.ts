import type { Connection } from '../connection.ts';
import { findSupersedable, restore, succeed, type Superseder } from '../supersession.ts';

const earliestSuperseder = `
SELECT n.id, n.occurred_at, n.created_at
FROM links l
CROSS JOIN nodes n ON n.row = l.from_row
WHERE l.to_row = ?
  AND l.type = 'SUPERSEDES'
  AND l.type <> 'ABOUT'
ORDER BY n.order_key
LIMIT 1`;

/** Passes a memory whose superseder was removed to the next one, or puts it in force again. */
export function restoreSuperseded(connection: Connection, row: number): void {
  const old = findSupersedable(connection, row);
  if (old === undefined) return;
  const next = connection.get<Superseder>(earliestSuperseder, row);
  if (next === undefined) restore(connection, old);
  else succeed(connection, old, next);
}
