import { askedEntity, entitiesOfNode, latestBefore, linksOfMemory } from './fragments.ts';
import { defineStatement } from './statement.ts';

/** The latest memories, in brief; what is at the other end of a link is told only by how long it was valid. */
export const sample = defineStatement(
  'sample',
  'read',
  `CYPHER 5${askedEntity}
CALL (entity) {${latestBefore('$p.before')}
}${entitiesOfNode}${linksOfMemory('validTo: toString(other.validTo), supersededBy: other.supersededBy')}
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
