import { openMemory } from 'memos-graph';

import { Neo4jMissingError } from '../test/support/neo4j-installation.ts';
import { type Neo4jAddress, Neo4jServer } from '../test/support/neo4j-server.ts';
import { describeMachine } from './table.ts';

/** The servers of tests are as small as they start; a store of 100,000 memories is more than their page cache holds. */
const asInProduction = { compiles: 'fully', heapMb: 2048, pageCacheMb: 1024 } as const;

/** Works on the server that `NEO4J_TEST_URI` names, or on one of its own; false, with a word, when there is none. */
export async function onServer(work: (address: Neo4jAddress) => Promise<void>): Promise<boolean> {
  const {
    NEO4J_TEST_URI: url,
    NEO4J_TEST_USERNAME: username = 'neo4j',
    NEO4J_TEST_PASSWORD: password = 'neo4j',
  } = process.env;
  if (url !== undefined && url !== '') {
    await announced({ url, username, password }, work);
    return true;
  }
  const server = await Neo4jServer.open(asInProduction).catch((error: unknown) => {
    if (!(error instanceof Neo4jMissingError)) throw error;
    console.error(`Neo4j is not measured: ${error.message}`);
    return undefined;
  });
  if (server === undefined) return false;
  await using running = server;
  await announced(
    { url: running.url, username: running.username, password: running.password },
    work,
  );
  return true;
}

async function announced(
  address: Neo4jAddress,
  work: (address: Neo4jAddress) => Promise<void>,
): Promise<void> {
  await using memory = await openMemory({
    url: address.url,
    username: address.username,
    password: address.password,
    migrate: true,
  });
  const { version } = await memory.health();
  console.log(`\n${describeMachine({ neo4j: version })}`);
  await work(address);
}
