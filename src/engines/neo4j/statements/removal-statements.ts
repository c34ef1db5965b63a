import { aliasOf, followAlias, nodeAt, refreshedTerms, twoAfter } from './fragments.ts';
import { defineStatement, type Statement } from './statement.ts';

// An entity never goes without its aliases, which would point at nothing: they come on top of the limit.
const withAliases = `
CALL (selected) {
  UNWIND selected[..$p.limit] AS n
  WITH n
  WHERE n.kind = 'entity'
  MATCH ${aliasOf('n.space', 'n.id')}
  RETURN collect(DISTINCT alias) AS aliases
}
WITH selected[..$p.limit] + [alias IN aliases WHERE NOT alias IN selected[..$p.limit]] AS doomed, size(selected) > $p.limit AS more`;

const ofIds = `
CALL () {
  UNWIND $p.ids AS id
  MATCH ${nodeAt('n', '$p.space', 'id')}
  WITH DISTINCT n
  ORDER BY n.id
  LIMIT $p.oneMore
  RETURN collect(n) AS selected
}${withAliases}`;

// The entity and its aliases go together, when no memory is left and where there is room; the first step without memories has room.
const ofEntity = `
CALL () {
  WITH $p.id AS asked${followAlias}
  WITH coalesce(target, known) AS entity
  WHERE entity.kind = 'entity'
  CALL (entity) {
    MATCH (n)-[:ABOUT]->(entity)
    WHERE n:Memory
    WITH DISTINCT n
    ORDER BY n.id
    LIMIT $p.oneMore
    RETURN collect(n) AS memories
  }
  CALL (entity) {
    MATCH ${aliasOf('entity.space', 'entity.id')}
    RETURN collect(alias) AS aliases
  }
  WITH memories, [entity] + aliases AS names
  RETURN memories, names, size(memories) = 0 OR size(memories) + size(names) <= $p.limit AS hasRoom
}
WITH CASE WHEN hasRoom THEN memories + names ELSE memories[..$p.limit] END AS doomed, NOT hasRoom AS more`;

const ofBefore = `
CALL () {
  MATCH (n:Memory)
  USING INDEX SEEK n:Memory(space, orderKey)
  WHERE n.space = $p.space AND n.orderKey >= '' AND n.orderKey < $p.before
  WITH n
  ORDER BY n.id
  LIMIT $p.oneMore
  RETURN collect(n) AS selected
}
WITH selected[..$p.limit] AS doomed, size(selected) > $p.limit AS more`;

const ofSpace = `
CALL () {
  MATCH (n:MemoryNode)
  WHERE n.space = $p.space AND n.id >= ''
  WITH n
  ORDER BY n.space, n.id
  LIMIT $p.oneMore
  RETURN collect(n) AS selected
}${withAliases}`;

const report = `
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

// What those that go have passed on to the two after them in their session goes too: the session is locked before these are looked for.
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
  WITH DISTINCT n.space AS space, n.session AS id
  WHERE id IS NOT NULL
  MATCH ${nodeAt('session', 'space', 'id')}
  WITH session
  ORDER BY session.id
  SET session.sessionLock = true
  REMOVE session.sessionLock
  RETURN count(*) AS locked
}
CALL (doomed, locked) {
  UNWIND doomed AS n
  WITH doomed, n
  WHERE n.session IS NOT NULL
  CALL (n) {${twoAfter}
    RETURN beside
  }
  WITH DISTINCT doomed, beside
  WHERE NOT beside IN doomed
  RETURN collect(beside) AS heirs
}
CALL (doomed) {
  UNWIND doomed AS n
  DETACH DELETE n
}
CALL (heirs) {
  UNWIND heirs AS n
  WITH n${refreshedTerms}
}
RETURN nodes, links, restored, more`;

const previewing = (by: string, selection: string): Statement =>
  defineStatement(`preview${by}`, 'read', `CYPHER 5${selection}${report}${wouldRestore}`);

const removing = (by: string, selection: string): Statement =>
  defineStatement(`remove${by}`, 'write', `CYPHER 5${selection}${report}${restoreAndDelete}`);

/** One step of forgetting, by what selects it: the statement that reports, and the one that removes as well. */
export const removals = {
  ids: { preview: previewing('Ids', ofIds), remove: removing('Ids', ofIds) },
  entity: { preview: previewing('Entity', ofEntity), remove: removing('Entity', ofEntity) },
  before: { preview: previewing('Before', ofBefore), remove: removing('Before', ofBefore) },
  space: { preview: previewing('Space', ofSpace), remove: removing('Space', ofSpace) },
} as const;
