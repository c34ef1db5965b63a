import type { Statement } from './statement.ts';

// Reads first, for every unit: what is missing or taken. A unit that is refused goes on with empty lists.
const checks = `
UNWIND $p.units AS unit
CALL (unit) {
  UNWIND unit.requires AS need
  OPTIONAL MATCH (n:MemoryNode {space: unit.space, id: need.id})
  WITH need, n
  WHERE n IS NULL OR NOT n.kind IN need.kinds
  RETURN collect(need.row) AS missing
}
CALL (unit) {
  UNWIND unit.nodes AS row
  MATCH (n:MemoryNode {space: unit.space, id: row.id})
  WHERE n.kind <> row.kind OR (row.fingerprint IS NOT NULL AND coalesce(n.fingerprint, '') <> row.fingerprint)
  RETURN collect(row.row) AS takenNodes
}
CALL (unit) {
  UNWIND unit.entities AS row
  MATCH (n:MemoryNode {space: unit.space, id: row.id})
  WHERE NOT n.kind IN ['entity', 'alias']
  RETURN collect(row.row) AS takenEntities
}
CALL (unit) {
  UNWIND unit.entities AS row
  WITH unit, row
  WHERE row.update IS NOT NULL
  UNWIND row.aliases AS alias
  MATCH (taken:MemoryNode {space: unit.space, id: alias.id})
  OPTIONAL MATCH (known:MemoryNode {space: unit.space, id: row.id})
  WITH row, alias, taken, coalesce(known.target, row.id) AS owner
  WHERE coalesce(taken.target, taken.id) <> owner
  RETURN collect({row: row.row, id: alias.id}) AS takenAliases
}
WITH unit, missing, takenNodes, takenEntities, takenAliases,
     CASE WHEN size(missing) + size(takenNodes) + size(takenEntities) + size(takenAliases) = 0 THEN unit
     ELSE {entities: [], nodes: [], links: [], supersessions: [], transitions: [], tallies: []} END AS work`;

// MERGE before following the alias: an alias made by another writer meanwhile is then met, not doubled. A known entity is only
// written to when the row carries an update.
const entities = `
CALL (unit, work) {
  UNWIND work.entities AS row
  CALL (unit, row) {
    MERGE (known:MemoryNode {space: unit.space, id: row.id})
    ON CREATE SET known += row.properties, known:Entity, known.writtenBy = row.by
    WITH unit, row, known
    OPTIONAL MATCH (target:MemoryNode {space: unit.space, id: known.target})
    WITH unit, row, coalesce(target, known) AS entity
    CALL (unit, row, entity) {
      WITH unit, row, entity
      WHERE row.update IS NOT NULL OR entity.writtenBy = row.by
      UNWIND row.aliases AS alias
      WITH unit, row, entity, alias
      WHERE alias.id <> entity.id
      MERGE (other:MemoryNode {space: unit.space, id: alias.id})
      ON CREATE SET other += alias.properties, other:Alias, other.target = entity.id, other.writtenBy = row.by
      RETURN count(CASE WHEN other.target = entity.id AND other.writtenBy = row.by THEN 1 END) AS added
    }
    CALL (row, entity, added) {
      WITH row, entity, added
      WHERE row.update IS NOT NULL AND entity.writtenBy <> row.by
      WITH row, entity, added,
           row.update.description IS NOT NULL AND coalesce(entity.description <> row.update.description, true) AS describes,
           row.update.type IS NOT NULL AND entity.type IS NULL AS types
      WHERE describes OR types OR (added > 0 AND coalesce(entity.updatedBy <> row.by, true))
      SET entity.updatedBy = row.by
      FOREACH (_ IN CASE WHEN describes THEN [1] ELSE [] END | SET entity.description = row.update.description)
      FOREACH (_ IN CASE WHEN types THEN [1] ELSE [] END | SET entity.type = row.update.type)
    }
    RETURN entity
  }
  RETURN collect({row: row.row, id: entity.id, name: entity.name, type: entity.type, writtenBy: entity.writtenBy, updatedBy: entity.updatedBy}) AS entities
}`;

// `fresh` holds the row, so that of two rows with one id only the first is new; it is removed only where it was set, since an
// unconditional REMOVE would lock every known node.
const nodes = `
CALL (unit, work) {
  UNWIND work.nodes AS row
  MERGE (n:MemoryNode {space: unit.space, id: row.id})
  ON CREATE SET n += row.properties, n.writtenBy = row.by, n.fresh = row.row
  WITH unit, n, row, coalesce(n.fresh = row.row, false) AS isNew
  FOREACH (_ IN CASE WHEN isNew THEN [1] ELSE [] END | REMOVE n.fresh SET n:$(row.labels))
  WITH unit, n, row, isNew
  CALL (unit, n, row, isNew) {
    WITH unit, n, row
    WHERE isNew
    UNWIND row.about AS id
    MATCH (known:MemoryNode {space: unit.space, id: id})
    OPTIONAL MATCH (target:MemoryNode {space: unit.space, id: known.target})
    WITH DISTINCT unit, row, n, coalesce(target, known) AS entity
    CREATE (n)-[:ABOUT {context: unit.space + '|' + entity.id, at: n.orderKey, writtenBy: row.by}]->(entity)
    RETURN count(*) AS abouts
  }
  RETURN collect({row: row.row, writtenBy: n.writtenBy}) AS nodes
}`;

const linkEnds = `
  UNWIND work.links AS link
  MATCH (knownFrom:MemoryNode {space: unit.space, id: link.from})
  OPTIONAL MATCH (targetFrom:MemoryNode {space: unit.space, id: knownFrom.target})
  MATCH (knownTo:MemoryNode {space: unit.space, id: link.to})
  OPTIONAL MATCH (targetTo:MemoryNode {space: unit.space, id: knownTo.target})
  WITH unit, link, coalesce(targetFrom, knownFrom) AS a, coalesce(targetTo, knownTo) AS b`;

// One branch for each known type: a dynamic type, planned on an empty store, would stay a scan of all relationships.
const knownLinks = `
    WITH unit, link, a, b WHERE link.type = 'ABOUT'
    MERGE (a)-[r:ABOUT]->(b)
    ON CREATE SET r += link.properties, r.writtenBy = link.by, r.context = unit.space + '|' + b.id, r.at = a.orderKey
    RETURN r.writtenBy AS writtenBy
    UNION ALL
    WITH link, a, b WHERE link.type = 'LEADS_TO'
    MERGE (a)-[r:LEADS_TO]->(b)
    ON CREATE SET r += link.properties, r.writtenBy = link.by
    RETURN r.writtenBy AS writtenBy
    UNION ALL
    WITH link, a, b WHERE link.type = 'LEARNED_FROM'
    MERGE (a)-[r:LEARNED_FROM]->(b)
    ON CREATE SET r += link.properties, r.writtenBy = link.by
    RETURN r.writtenBy AS writtenBy
    UNION ALL
    WITH link, a, b WHERE link.type = 'DURING'
    MERGE (a)-[r:DURING]->(b)
    ON CREATE SET r += link.properties, r.writtenBy = link.by
    RETURN r.writtenBy AS writtenBy
    UNION ALL
    WITH link, a, b WHERE link.type = 'INVOLVES'
    MERGE (a)-[r:INVOLVES]->(b)
    ON CREATE SET r += link.properties, r.writtenBy = link.by
    RETURN r.writtenBy AS writtenBy
    UNION ALL
    WITH link, a, b WHERE link.type = 'IMPACTS'
    MERGE (a)-[r:IMPACTS]->(b)
    ON CREATE SET r += link.properties, r.writtenBy = link.by
    RETURN r.writtenBy AS writtenBy
    UNION ALL
    WITH link, a, b WHERE link.type = 'PRECEDED_BY'
    MERGE (a)-[r:PRECEDED_BY]->(b)
    ON CREATE SET r += link.properties, r.writtenBy = link.by
    RETURN r.writtenBy AS writtenBy
    UNION ALL
    WITH link, a, b WHERE link.type = 'SUPERSEDES'
    MERGE (a)-[r:SUPERSEDES]->(b)
    ON CREATE SET r += link.properties, r.writtenBy = link.by
    RETURN r.writtenBy AS writtenBy
    UNION ALL
    WITH link, a, b WHERE link.type = 'RELATED_TO'
    MERGE (a)-[r:RELATED_TO]->(b)
    ON CREATE SET r += link.properties, r.writtenBy = link.by
    RETURN r.writtenBy AS writtenBy`;

// A path of exactly one step is always an expansion from `a`; written as a plain relationship of a dynamic type it becomes a scan
// of all relationships when it is planned on an empty store. The lock on `a` lets only one of two writers create the link.
const otherLinks = `
    UNION ALL
    WITH unit, link, a, b WHERE link.isOther
    CALL (link, a, b) {
      OPTIONAL MATCH (a)-[seen*1..1]->(b)
      WHERE type(seen[0]) = link.type
      RETURN count(seen) AS seenBefore
    }
    CALL (link, a, b, seenBefore) {
      WITH link, a, b
      WHERE seenBefore = 0
      SET a.linkLock = true
      REMOVE a.linkLock
      WITH link, a, b
      CALL (link, a, b) {
        OPTIONAL MATCH (a)-[seen*1..1]->(b)
        WHERE type(seen[0]) = link.type
        RETURN count(seen) AS seenUnderLock
      }
      FOREACH (_ IN CASE WHEN seenUnderLock = 0 THEN [1] ELSE [] END |
        CREATE (a)-[r:$(link.type)]->(b)
        SET r += link.properties, r.writtenBy = link.by)
      FOREACH (_ IN CASE WHEN b.kind = 'entity' AND b.hasOtherLinks IS NULL THEN [1] ELSE [] END |
        SET b.hasOtherLinks = true)
    }
    CALL (link, a, b) {
      MATCH (a)-[seen*1..1]->(b)
      WHERE type(seen[0]) = link.type
      RETURN seen[0].writtenBy AS writtenBy
      LIMIT 1
    }
    RETURN writtenBy`;

const supersessions = `
CALL (unit, work) {
  UNWIND work.supersessions AS row
  MATCH (successor:MemoryNode {space: unit.space, id: row.from})
  MATCH (old:MemoryNode {space: unit.space, id: row.to})
  CALL (successor, old) {
    WITH successor, old
    WHERE old.supersededBy IS NULL
    SET old.supersessionLock = true
    REMOVE old.supersessionLock
    WITH successor, old
    WHERE old.supersededBy IS NULL
    SET old.supersededBy = successor.id,
        old.previousStatus = old.status,
        old.validTo = CASE WHEN old.validFrom > coalesce(successor.occurredAt, successor.createdAt) THEN old.validFrom ELSE coalesce(successor.occurredAt, successor.createdAt) END,
        old.status = CASE WHEN old.status IN ['active', 'open', 'in_force'] THEN 'superseded' ELSE old.status END
  }
  RETURN collect({row: row.row, id: old.id, by: successor.id, supersededBy: old.supersededBy}) AS superseded
}`;

// The guard is read again under the lock, so of two racing transitions exactly one is applied.
const transitions = `
CALL (unit, work) {
  UNWIND work.transitions AS row
  MATCH (n:MemoryNode {space: unit.space, id: row.id})
  CALL (n, row) {
    WITH n, row
    WHERE n.status IN row.from
    SET n.transitionLock = true
    REMOVE n.transitionLock
    WITH n, row
    WHERE n.status IN row.from
    SET n += row.set, n.transitionedBy = row.by
    FOREACH (_ IN CASE WHEN n.text IS NULL OR NOT row.changesText THEN [] ELSE [1] END |
      SET n.text = substring(reduce(text = '', part IN [n.content, n.rationale] + coalesce(n.alternatives, []) + [n.to, n.speaker, n.outcome] |
        text + coalesce('\\n' + part, '')), 1))
    FOREACH (_ IN CASE WHEN row.due IS NULL THEN [] ELSE [1] END | SET n.dueKey = row.due + '|' + n.orderKey)
  }
  RETURN collect({row: row.row, transitionedBy: n.transitionedBy, status: n.status}) AS transitions
}`;

const tallies = `
CALL (unit, work) {
  UNWIND work.tallies AS row
  MATCH (n:MemoryNode {space: unit.space, id: row.id})
  CALL (n) {
    OPTIONAL MATCH (n)-[:LEARNED_FROM]->(evidence)
    RETURN count(evidence) AS evidences, max(evidence.occurredAt) AS lastAt
  }
  RETURN collect({row: row.row, count: evidences, lastAt: lastAt}) AS tallies
}`;

const answer = `
RETURN unit.row AS unit, missing, takenNodes, takenEntities, takenAliases, entities, nodes, links, superseded, transitions, tallies`;

const throughLinks = (branches: string): string => `
CALL (unit, work) {${linkEnds}
  CALL (unit, link, a, b) {${branches}
  }
  RETURN collect({row: link.row, from: a.id, to: b.id, writtenBy: writtenBy}) AS links
}`;

const compose = (linking: string): string =>
  `CYPHER 5${checks}${entities}${nodes}${linking}${supersessions}${transitions}${tallies}${answer}`;

/** Applies change sets whose links are all of the known types. */
export const write: Statement = {
  name: 'write',
  access: 'write',
  text: compose(throughLinks(knownLinks)),
};

/** Applies change sets with links of other types among them. */
export const writeOtherLinks: Statement = {
  name: 'writeOtherLinks',
  access: 'write',
  text: compose(throughLinks(knownLinks + otherLinks)),
};
