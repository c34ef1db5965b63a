import { entitiesOfNode, followAlias, latestBefore } from './fragments.ts';
import { defineStatement } from './statement.ts';

/** The latest memories, in brief; what is at the other end of a link is told only by how long it was valid. */
export const sample = defineStatement(
  'sample',
  'read',
  `CYPHER 5
CALL () {
  UNWIND CASE WHEN $p.entity IS NULL THEN [] ELSE [$p.entity] END AS asked${followAlias}
  RETURN head(collect(coalesce(target, known).id)) AS entity
}
CALL (entity) {${latestBefore('$p.before')}
}${entitiesOfNode}
CALL (n, entities) {
  WITH n, entities
  WHERE COUNT { (n)--() } <> size(entities)
  MATCH (n)-[step*1..1]-(other)
  WITH n, step[0] AS r, other
  WHERE type(r) <> 'ABOUT'
  WITH type(r) AS type, CASE startNode(r) WHEN n THEN 'out' ELSE 'in' END AS direction, other
  ORDER BY type, direction, other.id
  LIMIT 50
  RETURN collect({type: type, direction: direction, id: other.id, validTo: toString(other.validTo), supersededBy: other.supersededBy}) AS links
}
RETURN n {
    .id, .kind, .status, .supersededBy, .speaker, .to,
    content: left(n.content, $p.characters),
    rationale: left(n.rationale, $p.characters),
    createdAt: toString(n.createdAt),
    occurredAt: toString(n.occurredAt),
    validTo: toString(n.validTo),
    dueAt: toString(n.dueAt),
    closedAt: toString(n.closedAt)
  } AS node, entities, links
ORDER BY n.orderKey DESC`,
);
