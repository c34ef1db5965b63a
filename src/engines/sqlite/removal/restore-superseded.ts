import { compareTexts } from '../compare-texts.ts';
import type { Connection } from '../connection.ts';
import { findSupersedable, restore, succeed, type Superseder } from '../supersession.ts';
import type { RemovedLink } from './removed-link.ts';

const earliestSuperseder = `
SELECT n.id, n.occurred_at, n.created_at
FROM links l
CROSS JOIN nodes n ON n.row = l.from_row
WHERE l.to_row = ?
  AND l.type = 'SUPERSEDES'
ORDER BY n.order_key
LIMIT 1`;

/** What a removed memory had superseded passes to the next superseder, or is in force again; answers those memories' ids. */
export function restoreSuperseded(
  connection: Connection,
  removedLinks: readonly RemovedLink[],
): readonly string[] {
  const restored = new Set<string>();
  for (const { from, type, to, to_row } of removedLinks) {
    if (type !== 'SUPERSEDES') continue;
    const old = findSupersedable(connection, to_row);
    if (old?.superseded_by !== from) continue;
    const next = connection.get<Superseder>(earliestSuperseder, to_row);
    if (next === undefined) restore(connection, old);
    else succeed(connection, old, next);
    restored.add(to);
  }
  return [...restored].toSorted(compareTexts);
}
