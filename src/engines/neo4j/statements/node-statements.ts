import {
  detailMap,
  details,
  followAlias,
  isMemoryHere,
  memoryAbout,
  memoryDetailMap,
  memoryDetails,
} from './fragments.ts';
import { defineStatement } from './statement.ts';

/** Nodes by id, each once, an alias answering its entity. */
export const nodesById = defineStatement(
  'nodesById',
  'read',
  `CYPHER 5
UNWIND range(0, size($p.ids) - 1) AS place
WITH place, $p.ids[place] AS asked${followAlias}
WITH coalesce(target, known) AS n, min(place) AS place${details}
RETURN ${detailMap} AS detail
ORDER BY place`,
);

/** An entity with the latest memories about it. */
export const entityContext = defineStatement(
  'entityContext',
  'read',
  `CYPHER 5
WITH $p.id AS asked${followAlias}
WITH coalesce(target, known) AS entity
WHERE entity.kind = 'entity'
CALL (entity) {
  WITH entity AS n${details}
  RETURN ${detailMap} AS detail
}
CALL (entity) {
  CALL (entity) {
    MATCH ${memoryAbout('n')}
    WHERE r.context = entity.context AND r.at >= ''
      AND ${isMemoryHere('n')}
    WITH n, r
    ORDER BY r.context DESC, r.at DESC
    LIMIT $p.limit
    RETURN n
  }${memoryDetails}
  WITH n, entities, links, evidences, lastAt
  ORDER BY n.orderKey DESC
  RETURN collect(${memoryDetailMap}) AS memories
}
RETURN detail, memories, COUNT { (entity)<-[:ABOUT]-() } AS memoryCount`,
);

/** A page of everything in a space, in order of id; each range is a seek on the key. */
export const exportPage = defineStatement(
  'exportPage',
  'read',
  `CYPHER 5
UNWIND $p.ranges AS range
CALL (range) {
  MATCH (n:MemoryNode)
  WHERE n.space = $p.space AND n.id >= range.from AND n.id < range.before AND n.id > range.after
  WITH n
  ORDER BY n.space, n.id
  LIMIT $p.limit
  RETURN n
}
WITH n
ORDER BY n.id
LIMIT $p.limit
CALL (n) {
  MATCH (n)-[r:ABOUT]->(e)
  WHERE r.properties IS NULL AND e.kind = 'entity'
  WITH e.id AS id
  ORDER BY id
  RETURN collect(id) AS about
}
CALL (n) {
  MATCH (n)-[step*1..1]->(other)
  WITH step[0] AS r, other
  WHERE type(r) <> 'ABOUT' OR r.properties IS NOT NULL OR other.kind <> 'entity'
  WITH type(r) AS type, other.id AS to, r.properties AS properties
  ORDER BY type, to
  RETURN collect({type: type, to: to, properties: properties}) AS links
}
RETURN n {.*, terms: null, facets: null, text: null, scope: null, context: null} AS node, about, links
ORDER BY n.id`,
);

/** Counts a space through its key; the degrees come from the nodes themselves. */
export const statistics = defineStatement(
  'statistics',
  'read',
  `CYPHER 5
MATCH (n:MemoryNode)
WHERE n.space = $p.space AND n.id >= ''
RETURN n.kind AS kind, count(*) AS nodes, sum(COUNT { (n)-->() }) AS links`,
);
