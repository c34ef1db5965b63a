import {
  askedEntity,
  detailMap,
  details,
  isMemoryHere,
  latestBefore,
  memoryAbout,
} from './fragments.ts';
import { defineStatement } from './statement.ts';

const isAboutEntity = `($p.entity IS NULL OR EXISTS { MATCH (n)-[:ABOUT]->(aboutOne) WHERE aboutOne.id = entity AND aboutOne.kind = 'entity' })`;

// `since` asks when it ended, which only those that ended are looked through for.
const ended = (kind: string, status: string, endedAt: string): string => `
CALL (entity) {
  CALL (entity) {
    MATCH (n:Memory)
    USING INDEX SEEK n:Memory(space, kind, status, orderKey)
    WHERE n.space = $p.space AND n.kind = '${kind}' AND n.status = '${status}' AND n.orderKey >= ''
      AND ($p.since IS NULL OR n.${endedAt} >= $p.since)
      AND ${isAboutEntity}
    WITH n
    ORDER BY n.space DESC, n.kind DESC, n.status DESC, n.orderKey DESC
    LIMIT $p.limit
    RETURN n
  }${details}
  WITH n, entities, links, aliases, evidences, lastAt
  ORDER BY n.orderKey DESC
  RETURN collect(${detailMap}) AS ${status}
}`;

const due = `
CALL (entity) {
  CALL (entity) {
    MATCH (n:Commitment)
    USING INDEX SEEK n:Commitment(space, status, dueKey)
    WHERE n.space = $p.space AND n.status = 'open' AND n.dueKey >= '' AND n.dueKey < $p.dueBefore
      AND n.dueAt IS NOT NULL
      AND ${isAboutEntity}
    WITH n
    ORDER BY n.space, n.status, n.dueKey
    LIMIT $p.limit
    RETURN n
  }${details}
  WITH n, entities, links, aliases, evidences, lastAt
  ORDER BY n.dueKey
  RETURN collect(${detailMap}) AS due
}`;

const quiet = `
CALL (entity) {
  CALL (entity) {${latestBefore('$p.quietBefore')}
  }
  MATCH (n)-[:ABOUT]->(e)
  WHERE e.kind = 'entity'
  WITH DISTINCT e
  WHERE COUNT { (e)<-[:ABOUT]-() } >= 3
  CALL (e) {
    MATCH ${memoryAbout('m')}
    WHERE r.context = e.context AND r.at >= ''
      AND ${isMemoryHere('m')}
    WITH m, r
    ORDER BY r.context DESC, r.at DESC
    LIMIT 1
    RETURN m
  }
  WITH e, m
  WHERE m.orderKey < $p.quietBefore
  WITH e, m
  ORDER BY e.id
  LIMIT $p.limit
  RETURN collect({entity: e {.id, .name, .type}, count: COUNT { (e)<-[:ABOUT]-() }, lastAt: m.occurredAt, lastMemory: m.id}) AS quiet
}`;

/** What reflection looks at. */
export const review = defineStatement(
  'review',
  'read',
  `CYPHER 5${askedEntity}${due}${ended('commitment', 'broken', 'closedAt')}${ended('decision', 'superseded', 'validTo')}${quiet}
RETURN due, broken, superseded, quiet`,
);
