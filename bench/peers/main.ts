import { parseArgs } from 'node:util';

import { Neo4jServer } from '../../test/support/neo4j-server.ts';
import { describeMachine } from '../table.ts';
import { ScratchDatabase } from './database.ts';
import { MissingSystemError } from './install.ts';
import { better, type Figures, measure, type Plan } from './measure.ts';
import { PeerProcess } from './peer-process.ts';
import { report } from './report.ts';
import { type System, systems } from './systems.ts';

const help = `npm run bench:peers -- [options]

Drives this and other memories on a Neo4j server of its own, one after the other on an empty database,
and prints what one memory with two entities costs each of them. Other systems are installed once, from
PyPI and npm, into the cache folder.

  --latency 0,1,5,20    round trips to the server that are added, in milliseconds
  --only a,b            some systems: ${systems.map(({ name }) => name).join(', ')}
  --writers 1,16        how many write at the same time
  --rounds 2            how often all of it is done; the better figure of the rounds counts
  --calls 25            timed calls of each kind in a round, at most
  --seconds 1.5         seconds for the timed calls of a system at one latency, at most; and for its writers`;

const { values } = parseArgs({
  options: {
    latency: { type: 'string', default: '0,1,5,20' },
    only: { type: 'string' },
    writers: { type: 'string', default: '1,16' },
    rounds: { type: 'string', default: '2' },
    calls: { type: 'string', default: '25' },
    seconds: { type: 'string', default: '1.5' },
    help: { type: 'boolean', default: false },
  },
});

let isInterrupted = false;

async function main(): Promise<void> {
  if (values.help) {
    console.log(help);
    return;
  }
  const seconds = number('seconds', values.seconds);
  const plan: Plan = {
    latencies: values.latency.split(',').map((value) => number('latency', value)),
    writers: values.writers.split(',').map((value) => number('writers', value)),
    calls: number('calls', values.calls),
    seconds,
    raceSeconds: seconds,
  };
  const groups = groupsOf(chosen(values.only));
  await using server = await Neo4jServer.open({ compiles: 'fully' });
  await using database = new ScratchDatabase(server);
  await warmUp(database);
  const best = new Map<System, Figures>();
  try {
    for (let round = 1; round <= number('rounds', values.rounds); round += 1)
      for (const group of groups)
        for (const figures of await measureGroup(group, database, plan)) {
          const before = best.get(figures.system);
          best.set(figures.system, before === undefined ? figures : better(before, figures));
        }
  } finally {
    if (isInterrupted) console.error('Interrupted; so far:');
    print([...best.values()], plan, server.version);
  }
}

function print(all: readonly Figures[], { latencies }: Plan, neo4j: string): void {
  if (all.length === 0) return;
  const drivers = [...new Set(all.map(({ driver }) => driver))].join(', ');
  console.log(`\n${report(all, latencies)}\n`);
  console.log(`${describeMachine({ neo4j })}; ${drivers}`);
  for (const line of versions(all)) console.log(line);
}

/** A server that has just started compiles while it works: the first systems would pay for those after them. */
async function warmUp({ address }: ScratchDatabase): Promise<void> {
  console.error('Warming up the server');
  await using peer = await PeerProcess.start(systemNamed('by-hand-managed'));
  await peer.ask({ command: 'open', ...address });
  await peer.ask({ command: 'race', number: 0, writers: 4, seconds: 10 });
  await peer.ask({ command: 'close' });
}

async function measureGroup(
  group: readonly System[],
  database: ScratchDatabase,
  plan: Plan,
): Promise<readonly Figures[]> {
  const names = group.map(({ name }) => name).join(', ');
  await using stack = new Peers();
  try {
    for (const system of group) await stack.start(system);
    console.error(`Measuring ${names}`);
    return await measure(stack.peers, database, plan);
  } catch (error) {
    if (!(error instanceof Error) || isInterrupted) throw error;
    const word = error instanceof MissingSystemError ? 'is not measured' : 'failed';
    console.error(`${names} ${word}: ${error.message}`);
    process.exitCode = 1;
    return [];
  }
}

/** The processes of a group, ended together. */
class Peers implements AsyncDisposable {
  readonly peers: PeerProcess[] = [];

  async start(system: System): Promise<void> {
    this.peers.push(await PeerProcess.start(system));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const peer of this.peers) await peer[Symbol.asyncDispose]();
  }
}

const chosen = (only: string | undefined): readonly System[] =>
  only === undefined ? systems : only.split(',').map(systemNamed);

function systemNamed(name: string): System {
  const system = systems.find((other) => other.name === name);
  if (system === undefined)
    fail(`--only: there is no ${name}; it is one of ${systems.map((s) => s.name).join(', ')}`);
  return system;
}

function groupsOf(all: readonly System[]): readonly (readonly System[])[] {
  const groups = new Map<string, readonly System[]>();
  for (const system of all) {
    const name = system.group ?? system.name;
    groups.set(name, [...(groups.get(name) ?? []), system]);
  }
  return [...groups.values()];
}

function versions(all: readonly Figures[]): readonly string[] {
  return all.flatMap(({ system: { title, packages } }) =>
    packages === undefined
      ? []
      : [
          `${title}: ${Object.entries(packages.versions)
            .map(([name, version]) => `${name} ${version}`)
            .join(', ')}`,
        ],
  );
}

function number(option: string, value: string): number {
  const result = Number(value);
  if (value.trim() === '' || !Number.isFinite(result) || result < 0)
    fail(`--${option}: ${JSON.stringify(value)} is not a number of 0 or more`);
  return result;
}

function fail(message: string): never {
  console.error(message);
  process.exit(2);
}

// The children hear of Ctrl-C, too, and what waits for them fails: everything is then closed and removed on the way out.
process.once('SIGINT', () => {
  isInterrupted = true;
});
try {
  await main();
} catch (error) {
  if (!isInterrupted) throw error;
  process.exitCode = 130;
}
