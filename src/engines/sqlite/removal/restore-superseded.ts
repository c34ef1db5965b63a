import type { RemovalReport } from '../../../engine/removal.ts';
import { compareTexts } from '../compare-texts.ts';
import type { Connection } from '../connection.ts';
import { findSupersedable, restore, succeed, type Superseder } from '../supersession.ts';

const earliestSuperseder = `
SELECT n.id, n.occurred_at, n.created_at
FROM links l
CROSS JOIN nodes n ON n.space = l.space AND n.id = l.from_id
WHERE l.space = ?
  AND l.to_id = ?
  AND l.type = 'SUPERSEDES'
ORDER BY n.order_key
LIMIT 1`;

/** What a removed memory had superseded passes to the next superseder, or is in force again; answers those memories' ids. */
export function restoreSuperseded(
  connection: Connection,
  space: string,
  removedLinks: RemovalReport['links'],
): readonly string[] {
  const restored = new Set<string>();
  for (const { from, type, to } of removedLinks) {
    if (type !== 'SUPERSEDES') continue;
    const old = findSupersedable(connection, space, to);
    if (old?.superseded_by !== from) continue;
    const next = connection.get<Superseder>(earliestSuperseder, space, to);
    if (next === undefined) restore(connection, old);
    else succeed(connection, old, next);
    restored.add(to);
  }
  return [...restored].toSorted(compareTexts);
}
