import type { OutdatedInput, OutdatedMemory } from '../../../engine/reads.ts';
import type { Connection } from '../connection.ts';
import { nodeColumns, type StoredNode, toRecord } from '../node-row.ts';
import { memoryKindList } from '../schema.ts';
import { entitiesOf, toEntityRef } from './node-detail.ts';

/** In the words of the index; the versions are below or, after going back to an older release, above. */
const isOutdated = `
FROM nodes n
WHERE n.space = $space
  AND n.kind IN (${memoryKindList})
  AND coalesce(n.analysis, 0)`;

const countOutdated = `
SELECT (SELECT count(*) ${isOutdated} < $version) + (SELECT count(*) ${isOutdated} > $version) AS count`;

const outdatedRows = `
SELECT ${nodeColumns}, n.session
${isOutdated} < $version
UNION ALL
SELECT ${nodeColumns}, n.session
${isOutdated} > $version
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
  { space, version, limit }: OutdatedInput & { readonly limit: number },
): readonly OutdatedMemory[] {
  return connection
    .all<OutdatedRow>(outdatedRows, { space, version, limit })
    .map((row) => outdatedMemory(connection, row));
}

/** How many of them there are. */
export const outdatedCount = (connection: Connection, { space, version }: OutdatedInput): number =>
  connection.get<{ count: number }>(countOutdated, { space, version })?.count ?? 0;

function outdatedMemory(connection: Connection, stored: OutdatedRow): OutdatedMemory {
  const session =
    stored.session ?? connection.get<{ id: string }>(firstSession, stored.row)?.id ?? null;
  return {
    node: toRecord(stored),
    entities: entitiesOf(connection, stored.row).map(toEntityRef),
    ...(session === null ? {} : { session }),
  };
}
