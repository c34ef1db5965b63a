import { detailMap, details, followAlias, isAboutWanted, matchesFilter } from './fragments.ts';
import { memoryTextIndex } from './schema-names.ts';
import { defineStatement } from './statement.ts';

const matches = `n.space = $p.space AND n.orderKey >= $p.from AND n.orderKey < $p.until
    AND ${matchesFilter}
    AND ${isAboutWanted}`;

const latestAbout = (limit: string, besides: string): string => `
    MATCH (n)-[r:ABOUT]->()
    WHERE r.context = $p.scope + '|' + entity AND r.at >= $p.from AND r.at < $p.until${besides}
      AND n.space = $p.space
      AND ${matchesFilter}
      AND ${isAboutWanted}
    WITH n, r
    ORDER BY r.context DESC, r.at DESC
    LIMIT ${limit}
    WITH collect(n) AS latest
    UNWIND range(0, size(latest) - 1) AS rank
    RETURN latest[rank] AS n, rank`;

// The limit of the index counts before the filters: where they leave too few, a second look goes deep. It also cuts among hits of one
// score, and keeps the oldest of them: where that cut is within what is wanted, the second look goes behind it.
const text = `
CALL (wanted) {
  UNWIND $p.queries AS query
  CALL db.index.fulltext.queryNodes('${memoryTextIndex}', query, {limit: $p.fetch}) YIELD node AS n, score
  WITH n, score, ${matches} AS fits
  ORDER BY score DESC, n.orderKey DESC
  RETURN count(*) AS fetched, min(score) AS lowest, collect(CASE WHEN fits THEN {n: n, score: score} END)[..$p.limit] AS shallow
}
WITH wanted, named, shallow,
     CASE
       WHEN fetched < $p.fetch THEN 0
       WHEN size(shallow) < $p.limit THEN $p.deepFetch
       WHEN shallow[$p.limit - 1].score = lowest THEN $p.tieFetch
       ELSE 0
     END AS depth
CALL (wanted, depth) {
  UNWIND CASE WHEN depth > 0 THEN $p.queries ELSE [] END AS query
  CALL db.index.fulltext.queryNodes('${memoryTextIndex}', query, {limit: depth}) YIELD node AS n, score
  WITH n, score
  WHERE ${matches}
  WITH n, score
  ORDER BY score DESC, n.orderKey DESC
  LIMIT $p.limit
  RETURN collect({n: n, score: score}) AS deep
}
WITH wanted, named, CASE WHEN size(deep) >= size(shallow) THEN deep ELSE shallow END AS hits`;

const hops = `
CALL (hits, named, wanted) {
  UNWIND range(0, size(hits) - 1)[..$p.hopFrom] AS place
  WITH place, hits[place].n AS hit, named, wanted
  MATCH (hit)-[:ABOUT]->(shared)
  WHERE shared.kind = 'entity' AND NOT shared.id IN named
  WITH DISTINCT place, hit, shared.id AS entity, wanted
  CALL (hit, entity, wanted) {${latestAbout('$p.perEntity', ' AND n <> hit')}
  }
  WITH place, hit, entity, n, rank
  ORDER BY place, entity, rank
  RETURN collect({n: n, from: hit.id, entity: entity, rank: rank}) AS byHop
}`;

const recent = `
CALL (wanted) {
  CALL (wanted) {
    UNWIND CASE WHEN size($p.queries) = 0 AND $p.entities IS NULL THEN $p.kinds ELSE [] END AS kind
    CALL (kind) {
      MATCH (n:Memory)
      USING INDEX SEEK n:Memory(space, kind, orderKey)
      WHERE n.space = $p.space AND n.kind = kind AND n.orderKey >= $p.from AND n.orderKey < $p.until
        AND ${matchesFilter}
      WITH n
      ORDER BY n.space DESC, n.kind DESC, n.orderKey DESC
      LIMIT $p.limit
      RETURN n
    }
    RETURN n
    UNION
    UNWIND CASE WHEN size($p.queries) = 0 THEN wanted ELSE [] END AS entity
    CALL (entity, wanted) {${latestAbout('$p.limit', '')}
    }
    RETURN n
  }
  WITH n
  ORDER BY n.orderKey DESC
  LIMIT $p.limit
  RETURN collect(n) AS recent
}`;

/** Candidates for recall: by full text, by entities named in the question, over one hop, and the latest when there are no terms. */
export const search = defineStatement(
  'search',
  'read',
  `CYPHER 5
CALL () {
  UNWIND coalesce($p.entities, []) AS asked${followAlias}
  RETURN collect(DISTINCT coalesce(target, known).id) AS wanted
}
CALL () {
  UNWIND $p.named AS asked${followAlias}
  WITH DISTINCT coalesce(target, known) AS entity
  WHERE entity.kind = 'entity'
  WITH entity.id AS id
  ORDER BY id
  RETURN collect(id) AS named
}${text}
CALL (named, wanted) {
  UNWIND named AS entity
  CALL (entity, wanted) {${latestAbout('$p.perEntity', '')}
  }
  WITH entity, n, rank
  ORDER BY entity, rank
  RETURN collect({n: n, entity: entity, rank: rank}) AS byName
}${hops}${recent}
CALL (hits, byName, byHop, recent) {
  UNWIND [hit IN hits | hit.n] + [place IN byName | place.n] + [place IN byHop | place.n] + recent AS n
  WITH DISTINCT n${details}
  WITH n, entities, links, aliases, evidences, lastAt
  ORDER BY n.id
  RETURN collect(${detailMap}) AS candidates
}
RETURN candidates,
       [hit IN hits | {id: hit.n.id, score: hit.score}] AS hits,
       [place IN byName | {id: place.n.id, entity: place.entity, rank: place.rank}] AS named,
       [place IN byHop | {id: place.n.id, from: place.from, entity: place.entity, rank: place.rank}] AS hops,
       [n IN recent | n.id] AS recent`,
);
