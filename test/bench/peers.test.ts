import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { better, type Figures } from '../../bench/peers/measure.ts';
import { PeerProcess } from '../../bench/peers/peer-process.ts';
import { report } from '../../bench/peers/report.ts';
import { type System, systems } from '../../bench/peers/systems.ts';
import { BoltProxy } from '../support/bolt-proxy.ts';
import { type Neo4jAddress, Neo4jServer } from '../support/neo4j-server.ts';
import { describeNeo4j, neo4jAddress } from '../support/neo4j.ts';

const systemOf = (name: string): System => {
  const system = systems.find((other) => other.name === name);
  if (system === undefined) throw new Error(`There is no ${name}`);
  return system;
};

describe('the table of the comparison', () => {
  const cost = { sessions: 6, transactions: 6, statements: 6, roundTrips: 18 };
  const figures: Figures = {
    system: systemOf('neo4j-agent-memory'),
    driver: 'neo4j (Python) 6.4.1',
    remember: {
      cost,
      costOfNew: { ...cost, roundTrips: 39 },
      p50: new Map([
        [0, 12.345],
        [20, 1234.5],
      ]),
      perSecond: new Map([
        [1, { perSecond: 4.56, failed: 0 }],
        [16, { perSecond: 1999.6, failed: 3 }],
      ]),
    },
    recall: {
      cost: { sessions: 1, transactions: 1, statements: 1, roundTrips: 1 },
      p50: new Map([[0, 2]]),
    },
  };
  const cells = report([figures], [0, 20])
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()));

  it('has a row for each call, what is stored before what is asked', () => {
    expect(cells.map(([, first]) => first)).toEqual([
      'system, call',
      expect.stringMatching(/^-+$/),
      'neo4j-agent-memory: add_message, 2 mentions',
      'neo4j-agent-memory: search_messages',
    ]);
  });

  it('shows both costs when known entities cost another thing, and failures beside the rate', () => {
    expect(cells[2]?.slice(2, -1)).toEqual([
      '6',
      '6',
      '6',
      '39 / 18',
      'no',
      '12.3',
      '1,235',
      '4.6',
      '2,000 (3 failed)',
    ]);
  });

  it('takes the better of two rounds, figure by figure', () => {
    const { remember, recall } = better(figures, {
      ...figures,
      remember: {
        ...figures.remember,
        p50: new Map([
          [0, 13],
          [20, 1000],
        ]),
        perSecond: new Map([
          [1, { perSecond: 5, failed: 1 }],
          [16, { perSecond: 1500, failed: 0 }],
        ]),
      },
    });
    expect([...remember.p50.values()]).toEqual([12.345, 1000]);
    expect([...remember.perSecond.values()]).toEqual([
      { perSecond: 5, failed: 1 },
      { perSecond: 1999.6, failed: 3 },
    ]);
    expect([...recall.p50.values()]).toEqual([2]);
  });

  it('leaves empty what was not measured', () => {
    expect(cells[3]?.slice(2, -1)).toEqual(['1', '1', '1', '1', '', '2.0', '', '', '']);
  });
});

// By hand has a schema of its own, and a change of the schema makes a server forget every plan, so it does not use the one that all files share.
describeNeo4j('a driver of the comparison', () => {
  let server: Neo4jServer | undefined;
  const addressFor = (name: string): Neo4jAddress => {
    if (name === 'memos-graph') return neo4jAddress();
    if (server === undefined) throw new Error('The server has not been started');
    const { url, username, password } = server;
    return { url, username, password };
  };
  beforeAll(async () => {
    server = await Neo4jServer.open();
  }, 240_000);
  afterAll(async () => {
    await server?.close();
  });

  it.each([
    ['memos-graph', 1, 1],
    ['by-hand', 1, 1],
    ['by-hand-managed', 1, 3],
    ['by-hand-steps', 5, 5],
  ])(
    '%s stores with %i sessions and %i round trips',
    async (name, sessions, roundTrips) => {
      await using proxy = await BoltProxy.open(addressFor(name).url);
      proxy.roundTripMs = 8; // what is sent together is seen as together
      await using peer = await PeerProcess.start(systemOf(name));
      const { driver } = await peer.ask({
        command: 'open',
        ...addressFor(name),
        url: proxy.url,
      });
      expect(driver).toMatch(/^neo4j-driver \d/);
      const first = Math.floor(Math.random() * 1e9) * 1000;
      await peer.ask({ command: 'call', call: 'remember', number: first });
      proxy.clearCounts();
      const remembered = await peer.ask({ command: 'call', call: 'remember', number: first + 1 });
      expect(remembered.sessions).toBe(sessions);
      expect(proxy.counts.roundTrips).toBe(roundTrips);
      expect(remembered.milliseconds).toBeGreaterThan(8 * roundTrips - 1);
      await expect
        .poll(() => peer.ask({ command: 'call', call: 'recall', number: first }), {
          timeout: 10_000,
        })
        .toMatchObject({ found: 1 });
      const race = await peer.ask({
        command: 'race',
        number: first + 2,
        writers: 4,
        seconds: 0.1,
      });
      expect(race.calls).toBeGreaterThanOrEqual(4);
      expect(race.failures).toEqual({});
      await peer.ask({ command: 'close' });
    },
    120_000,
  ); // it starts a process

  it('says what went wrong, and goes on', async () => {
    await using peer = await PeerProcess.start(systemOf('by-hand'));
    await expect(peer.ask({ command: 'close' })).rejects.toThrow('by-hand, close: Nothing is open');
    await expect(
      peer.ask({ command: 'open', ...addressFor('by-hand'), password: 'wrong' }),
    ).rejects.toThrow('unauthorized');
    await expect(peer.ask({ command: 'open', ...addressFor('by-hand') })).resolves.toHaveProperty(
      'driver',
    );
  });

  it('that ends at once is told by its last words', async () => {
    await using peer = await PeerProcess.start({ ...systemOf('by-hand'), manner: 'none' });
    await expect(peer.ask({ command: 'close' })).rejects.toThrow('The manner is one of');
  });
});
