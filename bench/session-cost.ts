// What a session and a transaction of Neo4j cost, and what the same work costs with many of them or few:
//   npm run bench:session-cost -- --latencies 0,1,5,20 --rounds 20
import { parseArgs } from 'node:util';

import { openMemory } from 'memos-graph';
import neo4j, { type Driver, type Session } from 'neo4j-driver';

import { BoltProxy } from '../test/support/bolt-proxy.ts';
import { Neo4jServer } from '../test/support/neo4j-server.ts';
import { type Contestant, measure } from './measure.ts';
import { workOf } from './session-work.ts';
import { describeMachine, milliseconds, printTable } from './table.ts';

const { values: given } = parseArgs({
  options: {
    latencies: { type: 'string', default: '0,1,5,20' },
    rounds: { type: 'string', default: '20' },
  },
});
/** What the proxy adds to each round trip, in milliseconds. */
const latencies = given.latencies.split(',').map(Number);
/** Calls of each kind; those that do nothing are made ten times as often. */
const calls = Number(given.rounds);

const database = 'neo4j';
const statement = 'RETURN 1 AS one';

/** The same statement, with a session and a transaction of every kind around it. */
function bare(driver: Driver): readonly Contestant[] {
  const shared = driver.session({ database });
  const inOwnSession = async (work: (session: Session) => Promise<unknown>): Promise<void> => {
    const session = driver.session({ database });
    await work(session);
    await session.close();
  };
  return [
    { name: 'a session opened and closed', call: () => inOwnSession(async () => {}) },
    { name: 'a statement in a session that is there', call: () => shared.run(statement) },
    {
      name: 'a statement in a session of its own',
      call: () => inOwnSession((session) => session.run(statement)),
    },
    {
      name: 'the same, BEGIN sent with it and COMMIT',
      call: () =>
        inOwnSession(async (session) => {
          const transaction = session.beginTransaction();
          await transaction.run(statement);
          await transaction.commit();
        }),
    },
    {
      name: 'the same in executeQuery',
      call: () => driver.executeQuery(statement, {}, { database }),
    },
    {
      name: 'the same in executeWrite',
      call: () =>
        inOwnSession((session) =>
          session.executeWrite((transaction) => transaction.run(statement)),
        ),
    },
  ];
}

async function countedOnce(
  proxy: BoltProxy,
  contestants: readonly Contestant[],
): Promise<readonly string[]> {
  const counts: string[] = [];
  proxy.roundTripMs = 6; // so long that what is sent in one go has arrived before the first answer
  for (const { call } of contestants) {
    await call(0);
    proxy.clearCounts();
    await call(1);
    counts.push(String(proxy.counts.roundTrips));
  }
  return counts;
}

async function compare(
  title: string,
  proxy: BoltProxy,
  { contestants, rounds }: { readonly contestants: readonly Contestant[]; readonly rounds: number },
): Promise<void> {
  const counts = await countedOnce(proxy, contestants);
  const columns: string[][] = [];
  for (const latency of latencies) {
    proxy.roundTripMs = latency;
    console.error(`${title.slice(0, title.indexOf(':'))}, +${latency} ms…`);
    const timings = await measure(contestants, { rounds, warmUp: 2 });
    columns.push(contestants.map(({ name }) => milliseconds(timings.get(name)?.p50 ?? Number.NaN)));
  }
  proxy.roundTripMs = 0;
  printTable(
    title,
    ['', 'round trips', ...latencies.map((latency) => `+${latency} ms`)],
    contestants.map(({ name }, row) => [
      name,
      counts[row] ?? '',
      ...columns.map((column) => column[row] ?? ''),
    ]),
  );
}

await using server = await Neo4jServer.open();
await using proxy = await BoltProxy.open(server.url);
const { username, password, version } = server;
await using driver = neo4j.driver(proxy.url, neo4j.auth.basic(username, password));
await using memory = await openMemory({ url: proxy.url, username, password, migrate: true });
console.log(describeMachine({ neo4j: version }));
const p50 = 'milliseconds of a call (p50), by what is added to each round trip';
await compare(`One statement that does nothing: ${p50}`, proxy, {
  contestants: bare(driver),
  rounds: calls * 10,
});
await compare(`The same work: ${p50}`, proxy, {
  contestants: workOf(memory),
  rounds: calls,
});
