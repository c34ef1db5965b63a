import { detailMap, details, followAlias, incomingToEntity, memoryAbout } from './fragments.ts';
import { defineStatement, type Statement } from './statement.ts';

// From an entity the memories about it come through the relationship index, so a hot one costs no more than `fan`.
const level = `
  UNWIND frontier AS x
  CALL (x) {
    CALL (x) {
      MATCH (x)-[step*1..1]->(y)
      WITH step[0] AS r, y
      WHERE $p.outgoing IS NULL OR type(r) IN $p.outgoing
      RETURN r, y
      UNION
      WITH x
      WHERE x.kind = 'entity' AND ($p.incoming IS NULL OR 'ABOUT' IN $p.incoming)
      MATCH ${memoryAbout('y')}
      WHERE r.context = x.context AND r.at >= ''
        AND y.space = $p.space
      WITH r, y
      ORDER BY r.context DESC, r.at DESC
      LIMIT $p.fan
      RETURN r, y
      UNION
      WITH x
      WHERE x.kind = 'entity' AND x.hasOtherLinks IS NULL
      MATCH (x)<${incomingToEntity}(y)
      WHERE $p.incoming IS NULL OR type(r) IN $p.incoming
      RETURN r, y
      UNION
      WITH x
      WHERE x.kind = 'entity' AND x.hasOtherLinks
      MATCH (x)<-[step*1..1]-(y)
      WITH step[0] AS r, y
      WHERE type(r) <> 'ABOUT' AND ($p.incoming IS NULL OR type(r) IN $p.incoming)
      RETURN r, y
      UNION
      WITH x
      WHERE x.kind <> 'entity'
      MATCH (x)<-[step*1..1]-(y)
      WITH step[0] AS r, y
      WHERE $p.incoming IS NULL OR type(r) IN $p.incoming
      RETURN r, y
    }
    WITH r, y
    ORDER BY y.orderKey DESC, y.id DESC, type(r)
    LIMIT $p.fan
    RETURN r, y
  }
  RETURN collect(DISTINCT r) AS links, collect(DISTINCT y) AS found`;

const oneLevel = `
CALL (frontier) {${level}
}
WITH start, followed + links AS followed, reached, [y IN found WHERE NOT y IN reached] AS frontier
WITH start, followed, reached + frontier AS reached, frontier`;

const toDepth = (depth: number): Statement =>
  defineStatement(
    `neighbourhood${depth}`,
    'read',
    `CYPHER 5
WITH $p.id AS asked${followAlias}
WITH coalesce(target, known) AS start
WITH start, [] AS followed, [start] AS reached, [start] AS frontier${oneLevel.repeat(depth)}
CALL (reached) {
  UNWIND reached AS n${details}
  WITH n, entities, links, aliases, evidences, lastAt
  ORDER BY n.id
  RETURN collect(${detailMap}) AS nodes
}
CALL (followed) {
  UNWIND followed AS r
  WITH DISTINCT r
  WITH startNode(r).id AS from, type(r) AS type, endNode(r).id AS to
  ORDER BY from, type, to
  RETURN collect({from: from, type: type, to: to}) AS links
}
RETURN start.id AS start, nodes, links`,
  );

/** One constant text for each depth, from 1 to 6. */
export const neighbourhoods: readonly Statement[] = [1, 2, 3, 4, 5, 6].map((depth) =>
  toDepth(depth),
);
