import { isMemory, nodeAt, refreshedTerms, twoAfter } from './fragments.ts';
import { defineStatement } from './statement.ts';

// Rows carry places (`u` of a unit, `i` of a row in it) and never what stands there: an operator that buffers rows counts, for
// each of them, every value that it carries, so that one long text in a unit of many rows would fill the server's memory.

// Reads first, for every unit: what is missing, and which ids stand for something else. A unit that is refused goes on without its rows.
const checks = `
UNWIND range(0, size($p.units) - 1) AS u
WITH u, $p.units[u].space AS space
CALL (u, space) {
  UNWIND range(0, size($p.units[u].checks) - 1) AS i
  OPTIONAL MATCH ${nodeAt('n', 'space', '$p.units[u].checks[i].id')}
  WITH u, i, n, $p.units[u].checks[i].fingerprint AS fingerprint
  WHERE CASE
    WHEN n IS NULL THEN $p.units[u].checks[i].isNeeded
    ELSE NOT n.kind IN $p.units[u].checks[i].kinds OR (fingerprint IS NOT NULL AND coalesce(n.fingerprint, '') <> fingerprint)
  END
  RETURN collect($p.units[u].checks[i].row) AS refusedRows
}`;

const checksOfAliases = `
CALL (u, space) {
  UNWIND range(0, size($p.units[u].entities) - 1) AS i
  WITH u, i, space
  WHERE $p.units[u].entities[i].update IS NOT NULL
  UNWIND $p.units[u].entities[i].aliases AS alias
  WITH u, i, space, alias.id AS aliasId
  MATCH ${nodeAt('taken', 'space', 'aliasId')}
  OPTIONAL MATCH ${nodeAt('known', 'space', '$p.units[u].entities[i].id')}
  WITH u, i, aliasId, taken, coalesce(known.target, $p.units[u].entities[i].id) AS owner
  WHERE coalesce(taken.target, taken.id) <> owner
  RETURN collect({row: $p.units[u].entities[i].row, id: aliasId}) AS takenAliases
}
WITH u, space, refusedRows, takenAliases, size(refusedRows) + size(takenAliases) = 0 AS accepted`;

// MERGE before following the alias: an alias made by another writer meanwhile is then met, not doubled. A known entity is only
// written to when the row carries an update.
const entities = `
CALL (u, space, accepted) {
  UNWIND CASE WHEN accepted THEN range(0, size($p.units[u].entities) - 1) ELSE [] END AS i
  CALL (u, space, i) {
    MERGE (known:MemoryNode {space: space, id: $p.units[u].entities[i].id})
    ON CREATE SET known += $p.units[u].entities[i].properties, known:Entity, known.writtenBy = $p.units[u].entities[i].by
    WITH u, space, i, known
    OPTIONAL MATCH ${nodeAt('target', 'space', 'known.target')}
    WITH u, space, i, coalesce(target, known) AS entity
    CALL (u, space, i, entity) {
      WITH u, space, i, entity
      WHERE $p.units[u].entities[i].update IS NOT NULL OR entity.writtenBy = $p.units[u].entities[i].by
      UNWIND $p.units[u].entities[i].aliases AS alias
      WITH u, space, i, entity, alias
      WHERE alias.id <> entity.id
      MERGE (other:MemoryNode {space: space, id: alias.id})
      ON CREATE SET other += alias.properties, other:Alias, other.target = entity.id, other.writtenBy = $p.units[u].entities[i].by
      RETURN count(CASE WHEN other.target = entity.id AND other.writtenBy = $p.units[u].entities[i].by THEN 1 END) AS added
    }
    CALL (u, i, entity, added) {
      WITH u, i, entity, added, $p.units[u].entities[i].update AS change, $p.units[u].entities[i].by AS by
      WHERE change IS NOT NULL AND entity.writtenBy <> by
      WITH entity, added, change, by,
           change.description IS NOT NULL AND coalesce(entity.description <> change.description, true) AS describes,
           change.type IS NOT NULL AND entity.type IS NULL AS types
      WHERE describes OR types OR (added > 0 AND coalesce(entity.updatedBy <> by, true))
      SET entity.updatedBy = by
      FOREACH (_ IN CASE WHEN describes THEN [1] ELSE [] END | SET entity.description = change.description)
      FOREACH (_ IN CASE WHEN types THEN [1] ELSE [] END | SET entity.type = change.type)
    }
    RETURN entity
  }
  RETURN collect({row: $p.units[u].entities[i].row, id: entity.id, name: entity.name, type: entity.type, writtenBy: entity.writtenBy, updatedBy: entity.updatedBy}) AS entities
}`;

// `fresh` holds the row, so that of two rows with one id only the first is new; it is removed only where it was set, since an
// unconditional REMOVE would lock every known node.
const nodes = `
CALL (u, space, accepted) {
  UNWIND CASE WHEN accepted THEN range(0, size($p.units[u].nodes) - 1) ELSE [] END AS i
  MERGE (n:MemoryNode {space: space, id: $p.units[u].nodes[i].id})
  ON CREATE SET n += $p.units[u].nodes[i].properties, n.writtenBy = $p.units[u].nodes[i].by, n.fresh = $p.units[u].nodes[i].row
  WITH u, space, i, n, coalesce(n.fresh = $p.units[u].nodes[i].row, false) AS isNew
  FOREACH (_ IN CASE WHEN isNew THEN [1] ELSE [] END | REMOVE n.fresh SET n:$($p.units[u].nodes[i].labels))
  WITH u, space, i, n, isNew
  CALL (u, space, i, n, isNew) {
    WITH u, space, i, n
    WHERE isNew
    UNWIND $p.units[u].nodes[i].about AS id
    MATCH ${nodeAt('known', 'space', 'id')}
    OPTIONAL MATCH ${nodeAt('target', 'space', 'known.target')}
    WITH DISTINCT u, space, i, n, coalesce(target, known) AS entity
    CREATE (n)-[:ABOUT {context: entity.context, at: n.orderKey, writtenBy: $p.units[u].nodes[i].by}]->(entity)
    RETURN count(*) AS abouts
  }
  RETURN collect({row: $p.units[u].nodes[i].row, writtenBy: n.writtenBy}) AS nodes
}`;

const linkEnds = `
  UNWIND CASE WHEN accepted THEN range(0, size($p.units[u].links) - 1) ELSE [] END AS i
  MATCH ${nodeAt('knownFrom', 'space', '$p.units[u].links[i].from')}
  OPTIONAL MATCH ${nodeAt('targetFrom', 'space', 'knownFrom.target')}
  MATCH ${nodeAt('knownTo', 'space', '$p.units[u].links[i].to')}
  OPTIONAL MATCH ${nodeAt('targetTo', 'space', 'knownTo.target')}
  WITH u, space, i, coalesce(targetFrom, knownFrom) AS a, coalesce(targetTo, knownTo) AS b, $p.units[u].links[i].type AS type`;

// One branch for each known type: a dynamic type, planned on an empty store, would stay a scan of all relationships.
const knownLinks = `
    WITH u, space, i, a, b, type WHERE type = 'ABOUT'
    MERGE (a)-[r:ABOUT]->(b)
    ON CREATE SET r += $p.units[u].links[i].properties, r.writtenBy = $p.units[u].links[i].by, r.context = b.context, r.at = a.orderKey, a.facets = a.facets + ' ' + b.id
    RETURN r.writtenBy AS writtenBy
    UNION ALL
    WITH u, i, a, b, type WHERE type = 'LEADS_TO'
    MERGE (a)-[r:LEADS_TO]->(b)
    ON CREATE SET r += $p.units[u].links[i].properties, r.writtenBy = $p.units[u].links[i].by
    RETURN r.writtenBy AS writtenBy
    UNION ALL
    WITH u, i, a, b, type WHERE type = 'LEARNED_FROM'
    MERGE (a)-[r:LEARNED_FROM]->(b)
    ON CREATE SET r += $p.units[u].links[i].properties, r.writtenBy = $p.units[u].links[i].by
    RETURN r.writtenBy AS writtenBy
    UNION ALL
    WITH u, i, a, b, type WHERE type = 'DURING'
    MERGE (a)-[r:DURING]->(b)
    ON CREATE SET r += $p.units[u].links[i].properties, r.writtenBy = $p.units[u].links[i].by
    RETURN r.writtenBy AS writtenBy
    UNION ALL
    WITH u, i, a, b, type WHERE type = 'INVOLVES'
    MERGE (a)-[r:INVOLVES]->(b)
    ON CREATE SET r += $p.units[u].links[i].properties, r.writtenBy = $p.units[u].links[i].by
    RETURN r.writtenBy AS writtenBy
    UNION ALL
    WITH u, i, a, b, type WHERE type = 'IMPACTS'
    MERGE (a)-[r:IMPACTS]->(b)
    ON CREATE SET r += $p.units[u].links[i].properties, r.writtenBy = $p.units[u].links[i].by
    RETURN r.writtenBy AS writtenBy
    UNION ALL
    WITH u, i, a, b, type WHERE type = 'PRECEDED_BY'
    MERGE (a)-[r:PRECEDED_BY]->(b)
    ON CREATE SET r += $p.units[u].links[i].properties, r.writtenBy = $p.units[u].links[i].by
    RETURN r.writtenBy AS writtenBy
    UNION ALL
    WITH u, i, a, b, type WHERE type = 'SUPERSEDES'
    MERGE (a)-[r:SUPERSEDES]->(b)
    ON CREATE SET r += $p.units[u].links[i].properties, r.writtenBy = $p.units[u].links[i].by
    RETURN r.writtenBy AS writtenBy
    UNION ALL
    WITH u, i, a, b, type WHERE type = 'RELATED_TO'
    MERGE (a)-[r:RELATED_TO]->(b)
    ON CREATE SET r += $p.units[u].links[i].properties, r.writtenBy = $p.units[u].links[i].by
    RETURN r.writtenBy AS writtenBy`;

// A path of exactly one step is always an expansion from `a`; written as a plain relationship of a dynamic type it becomes a scan
// of all relationships when it is planned on an empty store. The lock on `a` lets only one of two writers create the link.
const otherLinks = `
    UNION ALL
    WITH u, i, a, b, type WHERE $p.units[u].links[i].isOther
    CALL (a, b, type) {
      OPTIONAL MATCH (a)-[seen*1..1]->(b)
      WHERE type(seen[0]) = type
      RETURN count(seen) AS seenBefore
    }
    CALL (u, i, a, b, type, seenBefore) {
      WITH u, i, a, b, type
      WHERE seenBefore = 0
      SET a.linkLock = true
      REMOVE a.linkLock
      WITH u, i, a, b, type
      CALL (a, b, type) {
        OPTIONAL MATCH (a)-[seen*1..1]->(b)
        WHERE type(seen[0]) = type
        RETURN count(seen) AS seenUnderLock
      }
      FOREACH (_ IN CASE WHEN seenUnderLock = 0 THEN [1] ELSE [] END |
        CREATE (a)-[r:$(type)]->(b)
        SET r += $p.units[u].links[i].properties, r.writtenBy = $p.units[u].links[i].by)
      FOREACH (_ IN CASE WHEN b.kind = 'entity' AND b.hasOtherLinks IS NULL THEN [1] ELSE [] END |
        SET b.hasOtherLinks = true)
    }
    CALL (a, b, type) {
      MATCH (a)-[seen*1..1]->(b)
      WHERE type(seen[0]) = type
      RETURN seen[0].writtenBy AS writtenBy
      LIMIT 1
    }
    RETURN writtenBy`;

// The first that supersedes a memory closes it. Whether it is the first is read again under the lock.
const supersessions = `
CALL (u, space, accepted) {
  UNWIND CASE WHEN accepted THEN $p.units[u].supersessions ELSE [] END AS row
  MATCH ${nodeAt('successor', 'space', 'row.from')}
  MATCH ${nodeAt('old', 'space', 'row.to')}
  CALL (successor, old) {
    WITH successor, old
    WHERE old.supersededBy IS NULL
    SET old.supersessionLock = true
    REMOVE old.supersessionLock
    WITH successor, old, coalesce(successor.occurredAt, successor.createdAt) AS at
    WHERE old.supersededBy IS NULL
    SET old.supersededBy = successor.id,
        old.previousStatus = old.status,
        old.validTo = CASE WHEN old.validFrom > at THEN old.validFrom ELSE at END,
        old.status = CASE WHEN old.status IN ['active', 'open', 'in_force'] THEN 'superseded' ELSE old.status END
  }
  RETURN collect({row: row.row, id: old.id, by: successor.id, supersededBy: old.supersededBy}) AS superseded
}`;

// Their session is theirs as long as they live; whatever adds words to a memory also changes its status.
const reindexed = `
CALL (u, space, accepted) {
  UNWIND CASE WHEN accepted THEN range(0, size($p.units[u].reindexed) - 1) ELSE [] END AS i
  MATCH ${nodeAt('n', 'space', '$p.units[u].reindexed[i].id')}
  WHERE ${isMemory('n')} AND n.status = $p.units[u].reindexed[i].status
  SET n += $p.units[u].reindexed[i].field
  REMOVE n.text, n.scope
  RETURN collect(n) AS renewed
}`;

// A memory joins the first session that it is linked to. The lock on the session, which making the link takes as well, lets nobody else
// change who follows whom until the commit.
const joins = `
CALL (u, space, accepted) {
  UNWIND CASE WHEN accepted THEN $p.units[u].joins ELSE [] END AS row
  MATCH ${nodeAt('n', 'space', 'row.id')}
  WHERE n.terms IS NOT NULL AND n.session IS NULL
  MATCH (n)-[:DURING]->(session)
  WHERE session.id = row.session
  SET session.sessionLock = true
  REMOVE session.sessionLock
  SET n.session = row.session
  RETURN collect(n) AS joined
}
CALL (joined, renewed) {
  UNWIND joined + renewed AS n
  WITH DISTINCT n
  WHERE n.session IS NOT NULL
  CALL (n) {
    RETURN n AS found
    UNION ALL${twoAfter}
    RETURN beside AS found
  }
  WITH DISTINCT found AS n${refreshedTerms}
}`;

// The guard is read again under the lock, so of two racing transitions exactly one is applied. What it adds to the terms stands in the
// line of the memory's own.
const transitions = `
CALL (u, space, accepted) {
  UNWIND CASE WHEN accepted THEN range(0, size($p.units[u].transitions) - 1) ELSE [] END AS i
  MATCH ${nodeAt('n', 'space', '$p.units[u].transitions[i].id')}
  CALL (u, i, n) {
    WITH u, i, n
    WHERE n.status IN $p.units[u].transitions[i].from
    SET n.transitionLock = true
    REMOVE n.transitionLock
    WITH u, i, n
    WHERE n.status IN $p.units[u].transitions[i].from
    SET n += $p.units[u].transitions[i].set, n.transitionedBy = $p.units[u].transitions[i].by
    FOREACH (added IN CASE WHEN n.terms IS NULL OR $p.units[u].transitions[i].terms IS NULL THEN [] ELSE [$p.units[u].transitions[i].terms] END |
      SET n.terms = split(n.terms, '\\n')[0] + '\\n' + split(n.terms, '\\n')[1] + ' ' + added + '\\n' + split(n.terms, '\\n')[2])
    FOREACH (added IN CASE WHEN n.text IS NULL THEN [] ELSE [$p.units[u].transitions[i].outcome] END |
      SET n.text = n.text + '\\n' + added)
  }
  RETURN collect({row: $p.units[u].transitions[i].row, transitionedBy: n.transitionedBy, status: n.status}) AS transitions
}`;

const tallies = `
CALL (u, space, accepted) {
  UNWIND CASE WHEN accepted THEN $p.units[u].tallies ELSE [] END AS row
  MATCH ${nodeAt('n', 'space', 'row.id')}
  CALL (n) {
    OPTIONAL MATCH (n)-[:LEARNED_FROM]->(evidence)
    RETURN count(evidence) AS evidences, max(evidence.occurredAt) AS lastAt
  }
  RETURN collect({row: row.row, count: evidences, lastAt: lastAt}) AS tallies
}`;

const answer = `
RETURN $p.units[u].row AS unit, refusedRows, takenAliases, entities, nodes, links, superseded, transitions, tallies`;

const throughLinks = (branches: string): string => `
CALL (u, space, accepted) {${linkEnds}
  CALL (u, space, i, a, b, type) {${branches}
  }
  RETURN collect({row: $p.units[u].links[i].row, from: a.id, to: b.id, writtenBy: writtenBy}) AS links
}`;

const compose = (linking: string): string =>
  `CYPHER 5${checks}${checksOfAliases}${entities}${nodes}${linking}${reindexed}${joins}${supersessions}${transitions}${tallies}${answer}`;

/** Applies change sets whose links are all of the known types. */
export const write = defineStatement('write', 'write', compose(throughLinks(knownLinks)));

/** Applies change sets with links of other types among them. */
export const writeOtherLinks = defineStatement(
  'writeOtherLinks',
  'write',
  compose(throughLinks(knownLinks + otherLinks)),
);

const namedEntities = `
CALL (u, space, accepted) {
  UNWIND CASE WHEN accepted THEN range(0, size($p.units[u].entities) - 1) ELSE [] END AS i
  MERGE (known:MemoryNode {space: space, id: $p.units[u].entities[i].id})
  ON CREATE SET known += $p.units[u].entities[i].properties, known:Entity, known.writtenBy = $p.units[u].entities[i].by
  WITH u, space, i, known
  CALL (space, known) {
    OPTIONAL MATCH ${nodeAt('target', 'space', 'known.target')}
    RETURN target
  }
  WITH u, i, coalesce(target, known) AS entity
  RETURN collect({row: $p.units[u].entities[i].row, id: entity.id, name: entity.name, type: entity.type, writtenBy: entity.writtenBy, updatedBy: entity.updatedBy}) AS entities
}`;

const answerOfMemories = `
RETURN $p.units[u].row AS unit, refusedRows, [] AS takenAliases, entities, nodes, [] AS links, [] AS superseded, [] AS transitions, [] AS tallies`;

/**
 * Applies change sets of nothing but memories and the entities they name, which is what most of them are: a third of the text to be
 * sent and of the operators to be set up.
 */
export const writeMemories = defineStatement(
  'writeMemories',
  'write',
  `CYPHER 5${checks}
WITH u, space, refusedRows, size(refusedRows) = 0 AS accepted${namedEntities}${nodes}${answerOfMemories}`,
);
