import type { Tally } from '../../model/change-set.ts';
import type { Connection } from './connection.ts';

const evidence = `
SELECT count(*) AS count, max(n.occurred_at) AS last_at
FROM links l
CROSS JOIN nodes n ON n.row = l.to_row
WHERE l.from_row = ?
  AND l.type = 'LEARNED_FROM'`;

/** Counts the evidence of a pattern. */
export function tallyOf(
  connection: Connection,
  { row, id }: { readonly row: number; readonly id: string },
): Tally {
  const found = connection.get<{ count: number; last_at: string | null }>(evidence, row);
  const lastAt = found?.last_at ?? undefined;
  return { id, count: found?.count ?? 0, ...(lastAt === undefined ? {} : { lastAt }) };
}
