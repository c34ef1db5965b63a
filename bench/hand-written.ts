import { randomUUID } from 'node:crypto';

import { entityId } from 'memos-graph';
import neo4j, { type Driver } from 'neo4j-driver';

import { analyseMemory } from '../src/analysis/analyse-memory.ts';
import { spaceToken } from '../src/engine/facets.ts';
import { fieldProperties } from '../src/engines/neo4j/properties.ts';
import type { Neo4jAddress } from '../test/support/neo4j-server.ts';

/** What a user would write by hand for one memory with two entities: one MERGE statement, the same rows, the same labels. */
export const handWrittenRemember = `CYPHER 5
MERGE (m:MemoryNode {space: $p.space, id: $p.id})
ON CREATE SET m += $p.properties, m:Memory, m:Note
WITH m
UNWIND $p.entities AS row
MERGE (e:MemoryNode {space: $p.space, id: row.id})
ON CREATE SET e += row.properties, e:Entity
MERGE (m)-[r:ABOUT]->(e)
ON CREATE SET r += row.link
RETURN m.id AS id`;

export const handWrittenCommitments = `CYPHER 5
MATCH (m:Commitment)
WHERE m.space = $p.space AND m.status = 'open' AND m.dueKey >= ''
WITH m ORDER BY m.space, m.status, m.dueKey LIMIT 21
RETURN properties(m) AS memory, [(m)-[:ABOUT]->(e) | {id: e.id, name: e.name}] AS entities`;

export const handWrittenEntity = `CYPHER 5
MATCH (m:Memory)-[r:ABOUT]->(:Entity)
WHERE r.context = $p.context AND r.at >= ''
WITH r, m ORDER BY r.context DESC, r.at DESC LIMIT 20
RETURN properties(m) AS memory, [(m)-[:ABOUT]->(e) | {id: e.id, name: e.name}] AS entities`;

/** The plainest way to many memories whose entities are there. */
export const plainMemories = `CYPHER 5
UNWIND $p.rows AS row
CREATE (m:MemoryNode:Memory:Note {space: $p.space, id: row.id})
SET m += row.properties
WITH m, row
UNWIND row.entities AS about
MATCH (e:MemoryNode {space: $p.space, id: about.id})
CREATE (m)-[r:ABOUT]->(e)
SET r += about.link`;

export interface HandWrittenRow {
  readonly space: string;
  readonly id: string;
  readonly properties: object;
  readonly entities: readonly { readonly id: string }[];
}

/** By what the links of an entity are found. */
export const contextOf = (space: string, name: string): string =>
  `${spaceToken(space)}|${entityId(name)}`;

/** A copy of what the engine stores of one memory, as the statements above take it, with every property that an index is on. */
export function rememberRow(
  space: string,
  content: string,
  names: readonly string[],
): HandWrittenRow {
  const id = randomUUID();
  const occurredAt = new Date().toISOString();
  const about = names.map(entityId);
  const analysis = analyseMemory({ content, occurredAt, entityNames: names });
  const now = neo4j.types.DateTime.fromStandardDate(new Date());
  const orderKey = `${occurredAt}|${id}`;
  const properties = {
    kind: 'note',
    status: 'active',
    content,
    ...fieldProperties(space, { kind: 'note' }, { about, analysis }),
    orderKey,
    createdAt: now,
    occurredAt: now,
    validFrom: now,
  };
  const entities = names.map((name) => {
    const context = contextOf(space, name);
    return {
      id: entityId(name),
      properties: { kind: 'entity', name, createdAt: now, context },
      link: { context, at: orderKey },
    };
  });
  return { space, id, properties, entities: entities.toSorted((a, b) => (a.id < b.id ? -1 : 1)) };
}

/** A driver as somebody would open it for this. */
export const openHandDriver = (
  { url, username, password }: Neo4jAddress,
  connections = 16,
): Driver =>
  neo4j.driver(url, neo4j.auth.basic(username, password), {
    disableLosslessIntegers: true,
    maxConnectionPoolSize: connections,
  });

/** Runs a statement by itself, in a session of its own. */
export async function run(driver: Driver, text: string, p: object): Promise<void> {
  const session = driver.session({ database: 'neo4j' });
  try {
    await session.run(text, { p });
  } finally {
    await session.close();
  }
}
