import { followAlias } from './fragments.ts';
import type { Statement } from './statement.ts';

const ofIds = `
CALL () {
  UNWIND $p.ids AS id
  MATCH (n:MemoryNode {space: $p.space, id: id})
  WITH DISTINCT n
  CALL (n) {
    WITH n
    WHERE n.kind = 'entity'
    MATCH (alias:Alias)
    WHERE alias.space = n.space AND alias.target = n.id
    RETURN collect(alias) AS aliases
  }
  UNWIND aliases + [n] AS member
  WITH member, max(CASE WHEN member = n THEN reduce(last = n.id, alias IN aliases | CASE WHEN alias.id > last THEN alias.id ELSE last END) ELSE member.id END) AS place
  ORDER BY place, member.kind = 'entity', member.id
  LIMIT $p.oneMore
  RETURN collect(member) AS selected
}`;

// Aliases stand before their entity, so that a step that ends between them leaves none without it.
const ofEntity = `
CALL () {
  WITH $p.id AS asked${followAlias}
  WITH coalesce(target, known) AS entity
  WHERE entity.kind = 'entity'
  CALL (entity) {
    MATCH (n)-[:ABOUT]->(entity)
    WITH DISTINCT n
    ORDER BY n.id
    LIMIT $p.oneMore
    RETURN collect(n) AS memories
  }
  CALL (entity) {
    MATCH (alias:Alias)
    WHERE alias.space = entity.space AND alias.target = entity.id
    WITH alias
    ORDER BY alias.id
    RETURN collect(alias) AS aliases
  }
  RETURN (memories + aliases + [entity])[..$p.oneMore] AS selected
}`;

const ofBefore = `
CALL () {
  MATCH (n:Memory)
  WHERE n.space = $p.space AND n.orderKey >= '' AND n.orderKey < $p.before
  WITH n
  ORDER BY n.id
  LIMIT $p.oneMore
  RETURN collect(n) AS selected
}`;

const ofSpace = `
CALL () {
  MATCH (n:MemoryNode)
  WHERE n.space = $p.space AND n.id >= ''
  WITH n
  ORDER BY n.space, n.id
  LIMIT $p.oneMore
  RETURN collect(n) AS selected
}`;

const report = `
WITH selected[..$p.limit] AS doomed, size(selected) > $p.limit AS more
CALL (doomed) {
  UNWIND doomed AS n
  WITH n
  ORDER BY n.id
  RETURN collect({id: n.id, kind: n.kind}) AS nodes
}
CALL (doomed) {
  UNWIND doomed AS n
  MATCH (n)-[step*1..1]-()
  WITH DISTINCT step[0] AS r
  WITH startNode(r).id AS from, type(r) AS type, endNode(r).id AS to
  ORDER BY from, type, to
  RETURN collect({from: from, type: type, to: to}) AS links
}`;

const orphans = `
  UNWIND doomed AS n
  MATCH (n)-[:SUPERSEDES]->(old)
  WHERE old.supersededBy = n.id AND NOT old IN doomed
  WITH DISTINCT doomed, old`;

const restored = `
  WITH old
  ORDER BY old.id
  RETURN collect(old.id) AS restored`;

const wouldRestore = `
CALL (doomed) {${orphans}${restored}
}
RETURN nodes, links, restored, more`;

// The lock comes before the other superseders are read: of two removals at once, the second sees what the first has left.
const restoreAndDelete = `
CALL (doomed) {${orphans}
  SET old.supersessionLock = true
  REMOVE old.supersessionLock
  WITH doomed, old
  CALL (doomed, old) {
    OPTIONAL MATCH (old)<-[:SUPERSEDES]-(other)
    WHERE NOT other IN doomed
    WITH other
    ORDER BY other.orderKey
    LIMIT 1
    RETURN other AS heir
  }
  FOREACH (_ IN CASE WHEN heir IS NULL THEN [1] ELSE [] END |
    SET old.status = coalesce(old.previousStatus, old.status)
    REMOVE old.supersededBy, old.validTo, old.previousStatus)
  FOREACH (_ IN CASE WHEN heir IS NULL THEN [] ELSE [1] END |
    SET old.supersededBy = heir.id,
        old.validTo = CASE WHEN old.validFrom > coalesce(heir.occurredAt, heir.createdAt) THEN old.validFrom ELSE coalesce(heir.occurredAt, heir.createdAt) END)${restored}
}
CALL (doomed) {
  UNWIND doomed AS n
  DETACH DELETE n
}
RETURN nodes, links, restored, more`;

const previewing = (by: string, selection: string): Statement => ({
  name: `preview${by}`,
  access: 'read',
  text: `CYPHER 5${selection}${report}${wouldRestore}`,
});

const removing = (by: string, selection: string): Statement => ({
  name: `remove${by}`,
  access: 'write',
  text: `CYPHER 5${selection}${report}${restoreAndDelete}`,
});

/** One step of forgetting, by what selects it: the statement that reports, and the one that removes as well. */
export const removals = {
  ids: { preview: previewing('Ids', ofIds), remove: removing('Ids', ofIds) },
  entity: { preview: previewing('Entity', ofEntity), remove: removing('Entity', ofEntity) },
  before: { preview: previewing('Before', ofBefore), remove: removing('Before', ofBefore) },
  space: { preview: previewing('Space', ofSpace), remove: removing('Space', ofSpace) },
} as const;
