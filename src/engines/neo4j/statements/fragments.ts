import { memoryKinds } from '../../../model/kind.ts';
import { instantProperties } from '../../../model/node-record.ts';
import { memoryProperties } from '../memory-values.ts';

// Clauses that several statements share. They are joined when the module is loaded, never later: a statement is a constant.

// Patterns for MATCH with the hint that goes with them: without it a plan that is made while there are few nodes may be a scan, and stay
// one.

/** The node of an id. */
export const nodeAt = (name: string, space: string, id: string): string =>
  `(${name}:MemoryNode {space: ${space}, id: ${id}})
  USING INDEX SEEK ${name}:MemoryNode(space, id)`;

/** The aliases of an entity, as `alias`. */
export const aliasOf = (space: string, entity: string): string =>
  `(alias:Alias {space: ${space}, target: ${entity}})
  USING INDEX SEEK alias:Alias(space, target)`;

/** The memories about an entity, and their links to it as `r`; to be bounded by `r.context` and `r.at`. */
export const memoryAbout = (name: string): string =>
  `(${name})-[r:ABOUT]->()
  USING INDEX SEEK r:ABOUT(context, at)`;

/**
 * Resolves each id of a list to its entity, following an alias one step: leaves `known` and `target`. The second look-up stands in a
 * call of its own: side by side with the first, a planner short of time has joined the two over every id of the space.
 */
export const followAlias = `
  MATCH ${nodeAt('known', '$p.space', 'asked')}
  CALL (known) {
    OPTIONAL MATCH ${nodeAt('target', '$p.space', 'known.target')}
    RETURN target
  }`;

/** Leaves the id of the entity that `$p.entity` means as `entity`; null when none is asked for or there is none. */
export const askedEntity = `
CALL () {
  UNWIND CASE WHEN $p.entity IS NULL THEN [] ELSE [$p.entity] END AS asked${followAlias}
  RETURN head(collect(coalesce(target, known).id)) AS entity
}`;

/** Holds for a memory of the asked space; what an index finds across spaces is checked by it, so that the index is never the only fence. */
export const isMemoryHere = (name: string): string =>
  `${name}.space = $p.space AND ${isMemory(name)}`;

/** Holds for a memory. */
export const isMemory = (name: string): string =>
  `${name}.kind IN [${memoryKinds.map((kind) => `'${kind}'`).join(', ')}]`;

const besideInSession = (after: boolean): string => `
    MATCH (beside:Memory)
    USING INDEX SEEK beside:Memory(space, session, orderKey)
    WHERE beside.space = n.space AND beside.session = n.session AND beside.orderKey ${after ? '>' : '<'} n.orderKey
    WITH beside
    ORDER BY ${['space', 'session', 'orderKey'].map((name) => `beside.${name}${after ? '' : ' DESC'}`).join(', ')}
    LIMIT 2`;

/** The two memories before a memory `n` in its session, the nearest first: leaves `beside`. */
export const twoBefore = besideInSession(false);

/** The same for the two after it. */
export const twoAfter = besideInSession(true);

/** Makes the last line of the terms of a memory `n` anew from the two that are before it in its session now. */
export const refreshedTerms = `
  WHERE n.terms IS NOT NULL
  CALL (n) {${twoBefore}
    RETURN collect(split(beside.terms, '\\n')[0]) AS carried
  }
  WITH n, split(n.terms, '\\n') AS lines, carried
  WITH n, lines[0] + '\\n' + lines[1] + '\\n' + substring(reduce(text = '', line IN carried | text + ' ' + line), 1) AS terms
  WHERE n.terms <> terms
  SET n.terms = terms`;

/**
 * The latest memories before a time, or those of them about an `entity` where one is asked for: leaves `n`. The hint is for a planner
 * short of time, which has looked through the whole index instead.
 */
export const latestBefore = (before: string): string => `
    WITH entity
    WHERE $p.entity IS NULL
    MATCH (n:Memory)
    USING INDEX SEEK n:Memory(space, orderKey)
    WHERE n.space = $p.space AND n.orderKey >= '' AND n.orderKey < ${before}
    WITH n
    ORDER BY n.space DESC, n.orderKey DESC
    LIMIT $p.limit
    RETURN n
    UNION
    WITH entity
    WHERE $p.entity IS NOT NULL
    MATCH ${memoryAbout('n')}
    WHERE r.context = $p.scope + '|' + entity AND r.at >= '' AND r.at < ${before}
      AND ${isMemoryHere('n')}
    WITH n, r
    ORDER BY r.context DESC, r.at DESC
    LIMIT $p.limit
    RETURN n`;

/** Holds for a memory `n` that was found by a key already bounded in time. */
export const matchesFilter = `n.kind IN $p.kinds
    AND ($p.domain IS NULL OR n.domain = $p.domain)
    AND ($p.asOf IS NULL OR (n.validFrom <= $p.asOf AND (n.validTo IS NULL OR n.validTo > $p.asOf)))
    AND ($p.inForceAt IS NULL OR n.validTo IS NULL OR n.validTo > $p.inForceAt)`;

/** Holds for a memory `n` about one of the entities in `wanted`. */
export const isAboutWanted = `($p.entities IS NULL OR EXISTS { MATCH (n)-[:ABOUT]->(aboutOne) WHERE aboutOne.id IN wanted AND aboutOne.kind = 'entity' })`;

const incomingTypes =
  'LEADS_TO|LEARNED_FROM|DURING|INVOLVES|IMPACTS|PRECEDED_BY|SUPERSEDES|RELATED_TO';

/**
 * Links that end at an entity, other than ABOUT, of which it may have hundreds of thousands. Other types are looked for only where
 * one was ever made, because telling them from ABOUT means passing every link.
 */
export const incomingToEntity = `-[r:${incomingTypes}]-`;

// Where a type is not known the text says `-[step*1..1]-`, which is always an expansion from the node that is bound; as `-[r]-` it may
// become a scan of all relationships when it is planned on an empty store, and stay that.

/** What a node `n` is about: leaves `entities`. */
export const entitiesOfNode = `
CALL (n) {
  MATCH (n)-[:ABOUT]->(e)
  WHERE e.kind = 'entity'
  WITH DISTINCT e
  ORDER BY e.name, e.id
  LIMIT 256
  RETURN collect(e {.id, .name, .type}) AS entities
}`;

const tallyOfNode = `
CALL (n) {
  WITH n
  WHERE n.kind = 'pattern'
  MATCH (n)-[:LEARNED_FROM]->(evidence)
  RETURN count(evidence) AS evidences, max(evidence.occurredAt) AS lastAt
}`;

/** What lies around a node `n` of any kind: entities, links, aliases, evidences and lastAt. */
export const details = `${entitiesOfNode}
CALL (n) {
  CALL (n) {
    MATCH (n)-[step*1..1]->(other)
    WITH step[0] AS r, other
    WHERE type(r) <> 'ABOUT'
    RETURN type(r) AS type, 'out' AS direction, other.id AS id, r.properties AS properties
    UNION ALL
    WITH n
    WHERE n.kind = 'entity' AND n.hasOtherLinks IS NULL
    MATCH (n)<${incomingToEntity}(other)
    RETURN type(r) AS type, 'in' AS direction, other.id AS id, r.properties AS properties
    UNION ALL
    WITH n
    WHERE n.kind <> 'entity' OR n.hasOtherLinks
    MATCH (n)<-[step*1..1]-(other)
    WITH step[0] AS r, other
    WHERE type(r) <> 'ABOUT'
    RETURN type(r) AS type, 'in' AS direction, other.id AS id, r.properties AS properties
  }
  WITH type, direction, id, properties
  ORDER BY type, direction, id
  LIMIT 50
  RETURN collect({type: type, direction: direction, id: id, properties: properties}) AS links
}
CALL (n) {
  WITH n
  WHERE n.kind = 'entity'
  MATCH ${aliasOf('n.space', 'n.id')}
  WITH alias.name AS name
  ORDER BY name
  RETURN collect(name) AS aliases
}${tallyOfNode}`;

/**
 * The links of a memory `n`, as maps with `type`, `direction`, `id` and these entries of the link `r` and the `other` end; looked for only where
 * it has more of them than the entities it is about.
 */
export const linksOfMemory = (entries: string): string => `
CALL (n, entities) {
  WITH n, entities
  WHERE COUNT { (n)--() } <> size(entities)
  MATCH (n)-[step*1..1]-(other)
  WITH n, step[0] AS r, other
  WHERE type(r) <> 'ABOUT'
  WITH r, type(r) AS type, CASE startNode(r) WHEN n THEN 'out' ELSE 'in' END AS direction, other
  ORDER BY type, direction, other.id
  LIMIT 50
  RETURN collect({type: type, direction: direction, id: other.id, ${entries}}) AS links
}`;

const linksWithProperties = linksOfMemory('properties: r.properties');

/** What lies around a memory `n`, which has no aliases: entities, links, evidences and lastAt. */
export const memoryDetails = `${entitiesOfNode}${linksWithProperties}${tallyOfNode}`;

/** What lies around a commitment `n`, which has no evidence: entities and links. */
export const commitmentDetails = `${entitiesOfNode}${linksWithProperties}`;

/**
 * A node as a map, without the texts that only the indexes need. Times come as text: the driver would make objects of them, at more
 * cost than all the rest of an answer.
 */
const nodeMap = `n {.*, ${[...instantProperties].map((name) => `${name}: toString(n.${name})`).join(', ')}, terms: null, facets: null, text: null, scope: null, context: null}`;

/** One detail as a map. */
export const detailMap = `{node: ${nodeMap}, entities: entities, links: links, aliases: aliases, evidences: evidences, lastAt: lastAt}`;

/** The same after `memoryDetails`. */
export const memoryDetailMap = `{node: ${nodeMap}, entities: entities, links: links, aliases: [], evidences: evidences, lastAt: lastAt}`;

/** The same after `commitmentDetails`. */
export const commitmentDetailMap = `{node: ${nodeMap}, entities: entities, links: links, aliases: [], evidences: 0, lastAt: null}`;

/** The values of a memory with these `properties`, for what answers hundreds of them: a map would be read from the store value by value. */
export const memoryValues = `[${memoryProperties.map((name) => (instantProperties.has(name) ? `toString(properties.${name})` : `properties.${name}`)).join(', ')}]`;
