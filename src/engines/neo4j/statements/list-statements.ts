import {
  commitmentDetailMap,
  commitmentDetails,
  followAlias,
  isAboutWanted,
  matchesFilter,
  memoryAbout,
  memoryDetailMap,
  memoryDetails,
} from './fragments.ts';
import { defineStatement, type Statement } from './statement.ts';

// The hints say which index has the order of the list: planned on an empty store, one index looks as good as another.

const byKind = (order: 'ASC' | 'DESC'): string => `CYPHER 5
UNWIND $p.kinds AS kind
CALL (kind) {
  MATCH (n:Memory)
  USING INDEX SEEK n:Memory(space, kind, orderKey)
  WHERE n.space = $p.space AND n.kind = kind AND n.orderKey >= $p.from AND n.orderKey < $p.until
    AND ${matchesFilter}
  WITH n
  ORDER BY n.space ${order}, n.kind ${order}, n.orderKey ${order}
  LIMIT $p.limit
  RETURN n
}
WITH n
ORDER BY n.orderKey ${order}
LIMIT $p.limit${memoryDetails}
RETURN ${memoryDetailMap} AS detail
ORDER BY n.orderKey ${order}`;

const byStatus = (order: 'ASC' | 'DESC'): string => `CYPHER 5
UNWIND $p.kinds AS kind
CALL (kind) {
  MATCH (n:Memory)
  USING INDEX SEEK n:Memory(space, kind, status, orderKey)
  WHERE n.space = $p.space AND n.kind = kind AND n.status = $p.status AND n.orderKey >= $p.from AND n.orderKey < $p.until
    AND ${matchesFilter}
  WITH n
  ORDER BY n.space ${order}, n.kind ${order}, n.status ${order}, n.orderKey ${order}
  LIMIT $p.limit
  RETURN n
}
WITH n
ORDER BY n.orderKey ${order}
LIMIT $p.limit${memoryDetails}
RETURN ${memoryDetailMap} AS detail
ORDER BY n.orderKey ${order}`;

const byEntity = (order: 'ASC' | 'DESC'): string => `CYPHER 5
UNWIND $p.entities AS asked${followAlias}
WITH DISTINCT coalesce(target, known).context AS context
CALL (context) {
  MATCH ${memoryAbout('n')}
  WHERE r.context = context AND r.at >= $p.from AND r.at < $p.until
    AND n.space = $p.space
    AND ($p.status IS NULL OR n.status = $p.status)
    AND ${matchesFilter}
  WITH n, r
  ORDER BY r.context ${order}, r.at ${order}
  LIMIT $p.limit
  RETURN n
}
WITH DISTINCT n
ORDER BY n.orderKey ${order}
LIMIT $p.limit${memoryDetails}
RETURN ${memoryDetailMap} AS detail
ORDER BY n.orderKey ${order}`;

const read = (name: string, text: string): Statement => defineStatement(name, 'read', text);

export const listNewest = read('listNewest', byKind('DESC'));
export const listOldest = read('listOldest', byKind('ASC'));
export const listNewestOfStatus = read('listNewestOfStatus', byStatus('DESC'));
export const listOldestOfStatus = read('listOldestOfStatus', byStatus('ASC'));
export const listNewestOfEntities = read('listNewestOfEntities', byEntity('DESC'));
export const listOldestOfEntities = read('listOldestOfEntities', byEntity('ASC'));

/** Commitments, those that are due first at the front. */
export const listDue = read(
  'listDue',
  `CYPHER 5
CALL () {
  UNWIND coalesce($p.entities, []) AS asked${followAlias}
  RETURN collect(DISTINCT coalesce(target, known).id) AS wanted
}
UNWIND $p.statuses AS status
CALL (status, wanted) {
  MATCH (n:Commitment)
  USING INDEX SEEK n:Commitment(space, status, dueKey)
  WHERE n.space = $p.space AND n.status = status AND n.dueKey >= $p.dueFrom AND n.dueKey < $p.dueUntil
    AND n.orderKey >= $p.from AND n.orderKey < $p.until
    AND ${matchesFilter}
    AND ${isAboutWanted}
  WITH n
  ORDER BY n.space, n.status, n.dueKey
  LIMIT $p.limit
  RETURN n
}
WITH n
ORDER BY n.dueKey
LIMIT $p.limit${commitmentDetails}
RETURN ${commitmentDetailMap} AS detail
ORDER BY n.dueKey`,
);
