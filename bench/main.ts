import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { type MemOS, openMemory } from 'memos-graph';

import type { Neo4jAddress } from '../test/support/neo4j-server.ts';
import { benchBulk } from './bulk.ts';
import { benchClientsOnNeo4j, benchClientsOnSqlite } from './clients.ts';
import { benchGrowth } from './growth.ts';
import { benchNeo4j } from './neo4j.ts';
import { onServer } from './on-server.ts';
import { benchBound } from './recall-bound.ts';
import { benchRecall } from './recall.ts';
import { benchSessions } from './sessions.ts';
import { benchSqlite } from './sqlite.ts';
import { benchStartUp } from './start-up.ts';
import { describeMachine } from './table.ts';
import { benchWriting } from './writing.ts';

const help = `npm run bench -- [options]
  --sizes 1000,100000   memories in place
  --rounds 200          calls of each kind
  --engine NAME         sqlite, neo4j or both (default: both; Neo4j starts a server of its own, or uses NEO4J_TEST_URI)
  --folder PATH         keep the filled SQLite files of the recall part there, and use those that are there
  --fill                only fill what the recall part measures
  --only PART           one part, by itself:
                        start-up   what a process of the command line takes
                        calls      single calls and imports
                        writing    what a write pays for the analysis of its text
                        recall     questions to one space of conversations
                        bound      what the bounds of recall's candidates lose, in the same space
                        sessions   Neo4j: one call, many writers and writers far away, beside a hand-written call
                        bulk       Neo4j: batches and imports beside a plain UNWIND … CREATE
                        growth     Neo4j: what calls touch and take, each size on a server of its own (1,000,000 takes minutes)
                        clients    64 clients of \`memos-graph serve\` for a minute, over HTTP and MCP
                        default: start-up, calls, writing and, at the sizes from 100,000 on, recall`;

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '1000,100000' },
    rounds: { type: 'string', default: '200' },
    engine: { type: 'string', default: 'both' },
    folder: { type: 'string' },
    fill: { type: 'boolean', default: false },
    only: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

const sizes = values.sizes.split(',').map(Number);
const rounds = Number(values.rounds);
const largeFrom = 100_000;

type Measure = () => Promise<unknown>;

const parts = new Map<string, Measure>([
  ['start-up', benchStartUp],
  [
    'calls',
    onEngines({
      sqlite: () => benchSqlite(sizes, rounds),
      neo4j: (address) => benchNeo4j(address, sizes, rounds),
    }),
  ],
  [
    'writing',
    onBoth(async (engine, open) => {
      await using memory = await open('writing');
      await benchWriting(engine, memory, rounds);
    }),
  ],
  [
    'recall',
    onBoth((engine, open) =>
      benchRecall({
        engine,
        open: (size) => open(`recall-${size}`),
        sizes,
        rounds: values.fill ? 0 : rounds,
      }),
    ),
  ],
  [
    'bound',
    onBoth((engine, open) =>
      benchBound({ engine, open: (size) => open(`recall-${size}`), sizes, rounds }),
    ),
  ],
  ['sessions', () => onServer(benchSessions)],
  ['bulk', () => onServer(benchBulk)],
  ['growth', () => benchGrowth(sizes, rounds)],
  ['clients', onEngines({ sqlite: benchClientsOnSqlite, neo4j: benchClientsOnNeo4j })],
]);

async function main(): Promise<void> {
  if (values.help) {
    console.log(help);
    return;
  }
  console.log(describeMachine({ sqlite: await sqliteVersion() }));
  const wanted = values.only === undefined ? usualParts() : [values.only];
  for (const name of wanted) {
    const part = parts.get(name);
    if (part === undefined)
      throw new Error(`Expected --only to be one of ${[...parts.keys()].join(', ')}, got ${name}`);
    await part();
  }
}

const usualParts = (): readonly string[] => [
  'start-up',
  'calls',
  'writing',
  ...(sizes.some((size) => size >= largeFrom) ? ['recall'] : []),
];

interface OnEngines {
  readonly sqlite: Measure;
  readonly neo4j: (address: Neo4jAddress) => Promise<void>;
}

/** Measures on the engines that `--engine` names. */
function onEngines({ sqlite, neo4j }: OnEngines): Measure {
  return async () => {
    if (values.engine !== 'neo4j') await sqlite();
    if (values.engine !== 'sqlite') await onServer(neo4j);
  };
}

type OpenNamed = (name: string) => Promise<MemOS>;

/**
 * The same measurement on each engine, given its name and how to open a memory of a name. It is empty, unless it is in the folder of
 * `--folder` or on the server of `NEO4J_TEST_URI` and was filled by an earlier run.
 */
function onBoth(measure: (engine: string, open: OpenNamed) => Promise<void>): Measure {
  return onEngines({
    sqlite: () => measure('SQLite', openSqlite),
    neo4j: (address) =>
      measure('Neo4j', (name) => openMemory({ ...address, space: `bench-${name}`, migrate: true })),
  });
}

/** A memory in a file of its own, which goes when the process ends unless a folder is given. */
async function openSqlite(name: string): Promise<MemOS> {
  const folder = values.folder ?? mkdtempSync(join(tmpdir(), 'memos-graph-bench-'));
  if (values.folder === undefined)
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return openMemory({ url: `sqlite:${join(folder, `${name}.db`)}`, migrate: true });
}

await main();

async function sqliteVersion(): Promise<string> {
  await using memory = await openMemory({ url: 'sqlite::memory:' });
  return (await memory.health()).version;
}
