// What a session and a transaction of Neo4j cost, and what the same work costs with many of them or few:
//   npx tsx --conditions=memos-graph-source bench/session-cost.ts
import { type MemOS, openMemory, type SessionContext } from 'memos-graph';
import neo4j, { type Driver, type Session } from 'neo4j-driver';

import { BoltProxy } from '../test/support/bolt-proxy.ts';
import { Neo4jServer } from '../test/support/neo4j-server.ts';
import { type Contestant, measure } from './measure.ts';
import { describeMachine, milliseconds, printTable } from './table.ts';

/** What the proxy adds to each round trip, in milliseconds. */
const latencies = [0, 1, 5, 20];

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

type Step = (session?: SessionContext) => Promise<unknown>;

/** A piece of work in the three ways of calling its steps, and as the one call that does the same. */
function ways(
  memory: MemOS,
  work: string,
  steps: (index: number) => readonly Step[],
  inOne: { readonly name: string; readonly call: (index: number) => Promise<unknown> },
): readonly Contestant[] {
  const inTurn = async (index: number, session?: SessionContext): Promise<void> => {
    for (const step of steps(index)) await step(session);
  };
  const batch = { batchTransaction: true };
  return [
    { name: `${work}: a session for each step`, call: (index) => inTurn(index) },
    {
      name: `${work}: one session`,
      call: (index) => memory.sessionContext({}, (session) => inTurn(index, session)),
    },
    {
      name: `${work}: one transaction, each step awaited`,
      call: (index) => memory.sessionContext(batch, (session) => inTurn(index, session)),
    },
    {
      name: `${work}: one transaction, started together`,
      call: (index) =>
        memory.sessionContext(batch, (session) =>
          Promise.all(steps(index).map((step) => step(session))),
        ),
    },
    { name: `${work}: ${inOne.name}`, call: inOne.call },
  ];
}

let calls = 0;

/** New names and ids for every call, so that each writes as much as the others. */
function workOf(memory: MemOS): readonly Contestant[] {
  const { adapter } = memory;
  const with_ = (session?: SessionContext) => (session === undefined ? {} : { session });
  const remember = (): readonly Step[] => {
    calls += 1;
    const id = `decision-${calls}`;
    const sessionId = `session-${calls}`;
    const promise = `promise-${calls}`;
    return [
      (session) => adapter.createEntity({ name: `Mill ${id}` }, with_(session)),
      (session) => adapter.createEntity({ name: `Flour ${id}` }, with_(session)),
      (session) => adapter.startSession({ id: sessionId, agent: 'Planner' }, with_(session)),
      (session) =>
        adapter.recordDecision(
          { id, content: 'Buy flour at the mill', entities: [`Mill ${id}`, `Flour ${id}`] },
          with_(session),
        ),
      (session) => adapter.createCommitment({ id: promise, content: 'Order it' }, with_(session)),
    ];
  };
  const recall = (): readonly Step[] => [
    (session) => adapter.getDecisions({ limit: 5 }, with_(session)),
    (session) => adapter.getCommitments({ limit: 5 }, with_(session)),
    (session) => adapter.getPatterns({ limit: 5 }, with_(session)),
  ];
  const bulk = (): readonly Step[] => {
    calls += 1;
    return Array.from({ length: 20 }, (_, item) => {
      const content = `Delivery ${calls} of lorry ${item}`;
      return (session?: SessionContext) => memory.remember(content, with_(session));
    });
  };
  return [
    ...ways(memory, 'remember, 5 steps', remember, {
      name: 'remember',
      call: () => {
        calls += 1;
        const entities = [`Mill ${calls}`, `Flour ${calls}`];
        return memory.remember('Buy flour at the mill', { kind: 'decision', entities });
      },
    }),
    ...ways(memory, 'recall, 3 steps', recall, {
      name: 'recall',
      call: () =>
        memory.recall('flour', { kinds: ['decision', 'commitment', 'pattern'], limit: 5 }),
    }),
    ...ways(memory, 'bulk, 20 steps', bulk, {
      name: 'storeMemoryBatch',
      call: () => {
        calls += 1;
        const items = Array.from({ length: 20 }, (_, item) => ({
          content: `Delivery ${calls} of lorry ${item}`,
        }));
        return adapter.storeMemoryBatch(items);
      },
    }),
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
  rounds: 100,
});
await compare(`The same work: ${p50}`, proxy, {
  contestants: workOf(memory),
  rounds: 10,
});
