import { memoryTermsIndex, oldTextIndex } from './schema-names.ts';
import { defineStatement } from './statement.ts';

// The version of its analysis is a facet of each memory, and those without one are in the old index: no other index is needed.

export const outdatedCount = defineStatement(
  'outdatedCount',
  'read',
  `CYPHER 5
CALL () {
  CALL db.index.fulltext.queryNodes('${oldTextIndex}', $p.oldQuery) YIELD node
  RETURN count(*) AS old
}
CALL () {
  CALL db.index.fulltext.queryNodes('${memoryTermsIndex}', $p.query) YIELD node
  RETURN count(*) AS analysed
}
RETURN old + analysed AS count`,
);

export const outdated = defineStatement(
  'outdated',
  'read',
  `CYPHER 5
CALL () {
  CALL db.index.fulltext.queryNodes('${oldTextIndex}', $p.oldQuery, {limit: $p.limit}) YIELD node AS n
  RETURN n
  UNION ALL
  CALL db.index.fulltext.queryNodes('${memoryTermsIndex}', $p.query, {limit: $p.limit}) YIELD node AS n
  RETURN n
}
WITH n
WHERE n.space = $p.space
LIMIT $p.limit
CALL (n) {
  MATCH (n)-[:ABOUT]->(e)
  WHERE e.kind = 'entity'
  RETURN collect(DISTINCT e {.id, .name, .type}) AS entities
}
CALL (n) {
  MATCH (n)-[:DURING]->(s)
  RETURN min(s.id) AS session
}
RETURN n {.*, terms: null, facets: null, text: null, scope: null, context: null} AS node, entities, coalesce(n.session, session) AS session`,
);
