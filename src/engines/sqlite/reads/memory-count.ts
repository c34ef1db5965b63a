import type { Connection } from '../connection.ts';

const memoryCount = `
SELECT count
FROM memory_counts
WHERE entity_row = ?`;

/** How many memories are about an entity; kept while writing, since the entity may have very many. */
export function countAbout(connection: Connection, entityRow: number): number {
  return connection.get<{ count: number }>(memoryCount, entityRow)?.count ?? 0;
}
