import type { Tally } from '../../model/change-set.ts';
import type { Connection } from './connection.ts';

const evidence = `
SELECT count(*) AS count, max(n.occurred_at) AS last_at
FROM links l
CROSS JOIN nodes n ON n.space = l.space AND n.id = l.to_id
WHERE l.space = ?
  AND l.from_id = ?
  AND l.type = 'LEARNED_FROM'`;

/** Counts the evidence of a pattern. */
export function tallyOf(connection: Connection, space: string, id: string): Tally {
  const found = connection.get<{ count: number; last_at: string | null }>(evidence, space, id);
  const lastAt = found?.last_at ?? undefined;
  return { id, count: found?.count ?? 0, ...(lastAt === undefined ? {} : { lastAt }) };
}
