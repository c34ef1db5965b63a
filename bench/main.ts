import { parseArgs } from 'node:util';

import { openMemory } from 'memos-graph';

import { Neo4jMissingError } from '../test/support/neo4j-installation.ts';
import { type Neo4jAddress, Neo4jServer } from '../test/support/neo4j-server.ts';
import { benchGrowth } from './growth.ts';
import { benchNeo4j } from './neo4j.ts';
import { benchSessions } from './sessions.ts';
import { benchSqlite } from './sqlite.ts';
import { benchStartUp } from './start-up.ts';
import { describeMachine } from './table.ts';

const help = `npm run bench -- [options]
  --sizes 1000,100000   memories in place
  --rounds 200          calls of each kind
  --only NAME           sessions: the session layer of Neo4j beside a hand-written call; growth: Neo4j at the sizes given
                        with --growth, on servers of its own (a million takes ten minutes)
  --growth 1000,100000  memories in the stores that are compared
  --engine NAME         sqlite, neo4j or both (default: both; Neo4j starts a server of its own, or uses NEO4J_TEST_URI)`;

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '1000,100000' },
    rounds: { type: 'string', default: '200' },
    engine: { type: 'string', default: 'both' },
    only: { type: 'string' },
    growth: { type: 'string', default: '1000,100000' },
    help: { type: 'boolean', default: false },
  },
});

async function main(): Promise<void> {
  if (values.help) {
    console.log(help);
    return;
  }
  const sizes = values.sizes.split(',').map(Number);
  const rounds = Number(values.rounds);
  if (values.only === 'sessions') return onServer((address) => benchSessions(address));
  if (values.only === 'growth') return benchGrowth(values.growth.split(',').map(Number), rounds);
  await benchStartUp();
  if (values.engine !== 'neo4j') await benchSqlite(sizes, rounds);
  if (values.engine !== 'sqlite') await onServer((address) => benchNeo4j(address, sizes, rounds));
}

async function onServer(work: (address: Neo4jAddress) => Promise<void>): Promise<void> {
  const {
    NEO4J_TEST_URI: url,
    NEO4J_TEST_USERNAME: username = 'neo4j',
    NEO4J_TEST_PASSWORD: password = 'neo4j',
  } = process.env;
  if (url !== undefined && url !== '') {
    await announced({ url, username, password }, work);
    return;
  }
  const server = await Neo4jServer.open().catch((error: unknown) => {
    if (!(error instanceof Neo4jMissingError)) throw error;
    console.error(`Neo4j is not measured: ${error.message}`);
    return undefined;
  });
  if (server === undefined) return;
  await using running = server;
  await announced(
    { url: running.url, username: running.username, password: running.password },
    work,
  );
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

console.log(describeMachine({ sqlite: await sqliteVersion() }));
await main();

async function sqliteVersion(): Promise<string> {
  await using memory = await openMemory({ url: 'sqlite::memory:' });
  return (await memory.health()).version;
}
