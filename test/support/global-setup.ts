import type { TestProject } from 'vitest/node';

import { Neo4jEngine } from '../../src/engines/neo4j/neo4j-engine.ts';
import { Neo4jMissingError } from './neo4j-installation.ts';
import { type Neo4jAddress, Neo4jServer } from './neo4j-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The server of the Neo4j suites, or why they are skipped. */
    neo4j: Neo4jAddress | string;
  }
}

/** NEO4J_TEST_URI names a server; else one is started here; NEO4J=off skips, NEO4J=required or CI never does. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | void> {
  const { NEO4J: mode, CI, MEMOS_FAULTS } = process.env;
  const given = givenServer();
  if (given !== undefined) {
    project.provide('neo4j', given);
    return;
  }
  if (mode === 'off') {
    project.provide('neo4j', 'NEO4J=off');
    return;
  }
  try {
    // A full run of the faults is long enough for the JVM's second compiler to pay.
    const compiles = MEMOS_FAULTS === 'full' ? 'fully' : 'quickly';
    const server = await Neo4jServer.open({ compiles });
    const { url, username, password } = server;
    await planDearestStatements(server);
    project.provide('neo4j', { url, username, password });
    return () => server.close();
  } catch (error) {
    if (!(error instanceof Neo4jMissingError) || mode === 'required' || CI === 'true') throw error;
    console.warn(`The Neo4j suites are skipped: ${error.message}`);
    project.provide('neo4j', error.message);
  }
}

/** A server that has just started is slow to plan: the workers are not to wait for it all at once. */
async function planDearestStatements(server: Neo4jServer): Promise<void> {
  const { url, username, password } = server;
  const engine = new Neo4jEngine({ url, username, password, migrate: true, warm: true });
  try {
    await engine.ready({});
  } catch (error) {
    await server.close();
    throw error;
  } finally {
    await engine.close();
  }
}

/** Never NEO4J_URI: it may name a database that somebody needs. */
function givenServer(): Neo4jAddress | undefined {
  const { NEO4J_TEST_URI: url, NEO4J_TEST_USERNAME, NEO4J_TEST_PASSWORD } = process.env;
  if (url === undefined) return undefined;
  const username = NEO4J_TEST_USERNAME ?? 'neo4j';
  return { url, username, password: NEO4J_TEST_PASSWORD ?? 'neo4j' };
}
