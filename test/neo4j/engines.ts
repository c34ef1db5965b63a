import neo4j, { type Driver } from 'neo4j-driver';

import { Neo4jEngine } from '../../src/engines/neo4j/neo4j-engine.ts';
import type { Neo4jAddress } from '../support/neo4j-server.ts';
import { neo4jAddress } from '../support/neo4j.ts';

export function openEngine(address: Neo4jAddress = neo4jAddress()): Neo4jEngine {
  return new Neo4jEngine({ ...address, migrate: true, warm: false });
}

/** A driver beside the engine's own, for what only the server can tell. */
export function openDriver({ url, username, password }: Neo4jAddress = neo4jAddress()): Driver {
  return neo4j.driver(url, neo4j.auth.basic(username, password), { disableLosslessIntegers: true });
}

/** Takes a test's space away again. */
export async function emptySpace(engine: Neo4jEngine, space: string): Promise<void> {
  const removal = { space, selector: { by: 'space' }, limit: 10_000, dryRun: false } as const;
  await engine.remove(removal, {});
}
