import { parseArgs } from 'node:util';

import { openMemory } from 'memos-graph';

import { Neo4jMissingError } from '../test/support/neo4j-installation.ts';
import { type Neo4jAddress, Neo4jServer } from '../test/support/neo4j-server.ts';
import { benchBulk } from './bulk.ts';
import { benchGrowth } from './growth.ts';
import { benchNeo4j } from './neo4j.ts';
import { benchSessions } from './sessions.ts';
import { benchSqlite } from './sqlite.ts';
import { benchStartUp } from './start-up.ts';
import { describeMachine } from './table.ts';

const help = `npm run bench -- [options]
  --sizes 1000,100000   memories in place
  --rounds 200          calls of each kind
  --only PART           a part of Neo4j that is not measured otherwise, or for itself: sessions (one call, many writers and
                        writers far away, beside a hand-written call), bulk, growth (what calls touch and how long they take,
                        each size on a server of its own: --sizes 1000,1000000 takes some minutes)
  --engine NAME         sqlite, neo4j or both (default: both; Neo4j starts a server of its own, or uses NEO4J_TEST_URI)`;

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '1000,100000' },
    rounds: { type: 'string', default: '200' },
    engine: { type: 'string', default: 'both' },
    only: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

const parts = new Map<string, (sizes: readonly number[], rounds: number) => Promise<void>>([
  ['sessions', () => onServer(benchSessions)],
  ['bulk', () => onServer(benchBulk)],
  ['growth', benchGrowth],
]);

async function main(): Promise<void> {
  if (values.help) {
    console.log(help);
    return;
  }
  const sizes = values.sizes.split(',').map(Number);
  const rounds = Number(values.rounds);
  if (values.only !== undefined) {
    const part = parts.get(values.only);
    if (part === undefined) throw new Error(`Expected --only ${[...parts.keys()].join(', ')}`);
    await part(sizes, rounds);
    return;
  }
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
