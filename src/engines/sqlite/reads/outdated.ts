import type { OutdatedInput, OutdatedMemory } from '../../../engine/reads.ts';
import type { Connection } from '../connection.ts';
import { nodeColumns, type StoredNode, toRecord } from '../node-row.ts';
import { currentAnalysis, memoryKindList } from '../schema.ts';
import { entitiesOf, toEntityRef } from './node-detail.ts';

/** In the words of the index, which knows the current version itself. */
const isOutdated = `
FROM nodes n
WHERE n.space = $space
  AND n.kind IN (${memoryKindList})
  AND n.analysis IS NOT ${currentAnalysis}`;

const countOutdated = `
SELECT count(*) AS count ${isOutdated}`;

const outdatedRows = `
SELECT ${nodeColumns}, n.session
${isOutdated}
LIMIT $limit`;

const firstSession = `
SELECT n.id
FROM links l
CROSS JOIN nodes n ON n.row = l.to_row
WHERE l.from_row = ?
  AND l.type = 'DURING'
ORDER BY n.id
LIMIT 1`;

type OutdatedRow = StoredNode & { readonly session: string | null };

/** Memories that another analysis made what they are found by. */
export function outdated(
  connection: Connection,
  { space, limit }: OutdatedInput & { readonly limit: number },
): readonly OutdatedMemory[] {
  return connection
    .all<OutdatedRow>(outdatedRows, { space, limit })
    .map((row) => outdatedMemory(connection, row));
}

/** How many of them there are. */
export const outdatedCount = (connection: Connection, { space }: OutdatedInput): number =>
  connection.get<{ count: number }>(countOutdated, { space })?.count ?? 0;

function outdatedMemory(connection: Connection, stored: OutdatedRow): OutdatedMemory {
  const session =
    stored.session ?? connection.get<{ id: string }>(firstSession, stored.row)?.id ?? null;
  return {
    node: toRecord(stored),
    entities: entitiesOf(connection, stored.row).map(toEntityRef),
    ...(session === null ? {} : { session }),
  };
}
