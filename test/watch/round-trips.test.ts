import { setTimeout as sleep } from 'node:timers/promises';

import neo4j, { type Driver, type ManagedTransaction } from 'neo4j-driver';
import neo4j5 from 'neo4j-driver-5';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { watchDriver } from '../../src/watch/watch-driver.ts';
import { BoltProxy } from '../support/bolt-proxy.ts';
import { describeNeo4j, neo4jAddress } from '../support/neo4j.ts';

const one = 'RETURN 1 AS n';
const two = 'RETURN 2 AS m';
const fails = 'RETURN 1 / 0 AS n';
const rows = (count: number): string => `UNWIND range(1, ${count}) AS n RETURN n`;

type Form = readonly [name: string, use: (driver: Driver) => Promise<unknown>];

/** A session around some work, as most programs have it. */
async function inSession(
  driver: Driver,
  work: (session: ReturnType<Driver['session']>) => Promise<unknown>,
): Promise<void> {
  const session = driver.session();
  try {
    await work(session);
  } finally {
    await session.close();
  }
}

const forms: readonly Form[] = [
  ['session.run', (driver) => inSession(driver, (session) => session.run(one))],
  [
    'two session.run, awaited',
    (driver) =>
      inSession(driver, async (session) => {
        await session.run(one);
        await session.run(two);
      }),
  ],
  [
    'two sessions at a time',
    (driver) =>
      Promise.all([
        inSession(driver, (session) => session.run(one)),
        inSession(driver, (session) => session.run(one)),
      ]),
  ],
  ['executeQuery', (driver) => driver.executeQuery(one)],
  [
    'executeQuery, reading',
    (driver) => driver.executeQuery(one, {}, { routing: neo4j.routing.READ }),
  ],
  [
    'executeWrite of one statement',
    (driver) => inSession(driver, (session) => session.executeWrite((tx) => tx.run(one))),
  ],
  [
    'executeWrite of three statements, awaited',
    (driver) =>
      inSession(driver, (session) =>
        session.executeWrite(async (tx) => {
          for (const text of [one, two, one]) await tx.run(text);
        }),
      ),
  ],
  [
    'executeRead of three statements together',
    (driver) =>
      inSession(driver, (session) =>
        session.executeRead((tx) => Promise.all([one, two, one].map((text) => tx.run(text)))),
      ),
  ],
  [
    'executeWrite of three statements nobody waits for',
    (driver) =>
      inSession(driver, (session) =>
        session.executeWrite((tx) => {
          for (const text of [one, two, one]) tx.run(text);
        }),
      ),
  ],
  [
    'an awaited transaction',
    (driver) =>
      inSession(driver, async (session) => {
        const tx = await session.beginTransaction();
        await tx.run(one);
        await tx.run(two);
        await tx.commit();
      }),
  ],
  [
    'a pipelined transaction',
    (driver) =>
      inSession(driver, async (session) => {
        const tx = session.beginTransaction();
        void tx.run(one);
        void tx.run(two);
        await tx.run(one);
        await tx.commit();
      }),
  ],
  [
    'a transaction rolled back',
    (driver) =>
      inSession(driver, async (session) => {
        const tx = await session.beginTransaction();
        await tx.run(one);
        await tx.rollback();
      }),
  ],
  [
    'a transaction closed',
    (driver) =>
      inSession(driver, async (session) => {
        const tx = await session.beginTransaction();
        await tx.run(one);
        await tx.close();
      }),
  ],
  [
    'a transaction its session is closed over',
    (driver) =>
      inSession(driver, async (session) => {
        const tx = await session.beginTransaction();
        await tx.run(one);
      }),
  ],
  ['a result of three pages', (driver) => inSession(driver, (session) => session.run(rows(2500)))],
  [
    'a result of exactly one page',
    (driver) => inSession(driver, (session) => session.run(rows(1000))),
  ],
  [
    'a result without pages',
    async (driver) => {
      const session = driver.session({ fetchSize: -1 });
      await session.run(rows(2500));
      await session.close();
    },
  ],
  [
    'a result that is iterated',
    (driver) =>
      inSession(driver, async (session) => {
        for await (const record of session.run(rows(3))) record.get('n');
      }),
  ],
  [
    'a result that is subscribed to',
    (driver) =>
      inSession(
        driver,
        (session) =>
          new Promise((resolve, reject) => {
            session.run(one).subscribe({ onCompleted: resolve, onError: reject });
          }),
      ),
  ],
  ['a summary', (driver) => inSession(driver, (session) => session.run(one).summary())],
  [
    'the methods of version 4',
    (driver) =>
      inSession(driver, async (session) => {
        for (const name of ['writeTransaction', 'readTransaction']) {
          const work = (tx: ManagedTransaction): unknown => tx.run(one);
          const method: unknown = Reflect.get(session, name); // gone from version 6
          await (typeof method === 'function'
            ? Reflect.apply(method, session, [work])
            : session.executeRead(work));
        }
      }),
  ],
  [
    'a failure in a transaction',
    (driver) =>
      inSession(driver, async (session) => {
        const work = session.executeWrite(async (tx) => {
          await tx.run(one);
          await tx.run(fails);
        });
        await expect(work).rejects.toThrow(/zero/);
      }),
  ],
  [
    'a failure of a statement by itself',
    (driver) =>
      inSession(driver, async (session) => {
        await expect(session.run(fails)).rejects.toThrow(/zero/);
      }),
  ],
  [
    'a failure in executeQuery',
    (driver) => expect(driver.executeQuery(fails)).rejects.toThrow(/zero/),
  ],
  [
    'a failure that COMMIT finds',
    (driver) =>
      inSession(driver, async (session) => {
        const tx = session.beginTransaction();
        // The last one: behind it, RESET would be sent before or after the rest is refused, as it comes.
        void tx.run(fails);
        await expect(tx.commit()).rejects.toThrow(/zero/);
      }),
  ],
  [
    'work that throws',
    (driver) =>
      inSession(driver, async (session) => {
        const work = session.executeWrite(async (tx) => {
          await tx.run(one);
          throw new Error('not this time');
        });
        await expect(work).rejects.toThrow('not this time');
      }),
  ],
];

type OpenDriver = typeof neo4j.driver;

interface Version {
  readonly version: string;
  readonly open: OpenDriver;
  /**
   * Long enough that what is sent without waiting is under way before the first answer. Version 5 leaves
   * its packets to Nagle's algorithm, which holds the later ones back for up to 40 ms.
   */
  readonly roundTripMs: number;
}

const versions: readonly Version[] = [
  { version: '6', open: neo4j.driver, roundTripMs: 20 },
  // Of the same shape, as far as the forms go.
  { version: '5', open: neo4j5.driver as unknown as OpenDriver, roundTripMs: 100 },
];

describeNeo4j('the count of a watch', () => {
  describe.each(versions)('with version $version of the driver', (version) => {
    compareWithTheWire(version);
  });
});

function compareWithTheWire({ open, roundTripMs }: Version): void {
  let proxy: BoltProxy;
  let driver: Driver;

  beforeAll(async () => {
    const { url, username, password } = neo4jAddress();
    proxy = await BoltProxy.open(url);
    proxy.roundTripMs = roundTripMs;
    driver = open(proxy.url, neo4j.auth.basic(username, password));
    // Two connections, so that no form has to open one.
    await Promise.all([driver.executeQuery(one), driver.executeQuery(one)]);
  });

  afterAll(async () => {
    await driver.close();
    await proxy.close();
  });

  /** Nobody waits for the RESET behind a failure: it may be on its way to the proxy, or unanswered. */
  async function quiet(): Promise<void> {
    await sleep(20);
    await expect.poll(() => proxy.busyConnections).toBe(0);
  }

  describe('is what went over the wire', () => {
    it.each(forms)('for %s', async (_name, use) => {
      await use(driver); // planned once
      await quiet();
      proxy.clearCounts();
      using watch = watchDriver(driver);
      await use(driver);
      const { transactions, statements, roundTrips, findings, callSites } = watch.report();
      await quiet();
      const { counts } = proxy;
      expect({ transactions, statements, roundTrips }).toEqual({
        transactions: counts.transactions,
        statements: counts.statements,
        roundTrips: counts.roundTrips,
      });
      expect(findings.filter(({ advice }) => advice === 'close')).toEqual([]);
      expect(callSites.every(({ openTransactions }) => openTransactions === 0)).toBe(true);
    });
  });
}
