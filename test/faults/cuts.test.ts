import { setTimeout as sleep } from 'node:timers/promises';

import { expect, it } from 'vitest';

import type { BoltProxy } from '../support/bolt-proxy.ts';
import type { Direction, ProxiedConnection } from '../support/bolt/connection.ts';
import { describeNeo4j, neo4jAddress } from '../support/neo4j.ts';
import { extent } from './extent.ts';
import { FaultyMemory, mostConnections, nothingLeft } from './faulty-memory.ts';
import { reportSeen } from './seen.ts';
import { nothingWrong, wrongsOf } from './stored-memories.ts';
import { Writers } from './writers.ts';

/** 15 seconds of retries, and one last attempt that the server leaves without an answer. */
const callLimitMs = 35_000;

const below = (limit: number): number => Math.floor(Math.random() * limit);

function cutSoon(connection: ProxiedConnection): void {
  const direction: Direction = Math.random() < 0.5 ? 'to server' : 'to client';
  connection.cutAfter(below(direction === 'to server' ? 4000 : 1000), direction);
}

/** Cuts a connection in the midst of anything, now and then of the handshake of a new one. */
async function cutSomewhere(proxy: BoltProxy): Promise<void> {
  const { cuts } = proxy;
  while (proxy.cuts === cuts) {
    const connection = proxy.connections.at(below(proxy.connections.length));
    if (connection === undefined || Math.random() < 0.2) proxy.inflictOnNew(cutSoon);
    else cutSoon(connection);
    await sleep(20 + below(60));
    proxy.inflictOnNew(undefined);
  }
}

async function cutAtCommit(proxy: BoltProxy): Promise<void> {
  const { lostAnswers } = proxy;
  proxy.cutNextCommit();
  while (proxy.lostAnswers === lostAnswers) await sleep(5);
  await sleep(below(40));
}

describeNeo4j('16 writers whose connections are cut', () => {
  it.each([
    [extent.cutsAnywhere, 'at any byte', cutSomewhere] as const,
    [extent.cutsAtCommits, 'at the answer of a commit', cutAtCommit] as const,
  ])(
    '%i times %s lose, double and tear nothing',
    async (cuts, _where, cut) => {
      await using faulty = await FaultyMemory.open(neo4jAddress());
      const writers = new Writers(faulty);
      await writers.start(16);
      await writers.acknowledge(16);
      const before = faulty.proxy.cuts;
      while (faulty.proxy.cuts - before < cuts) await cut(faulty.proxy);
      await writers.acknowledge(16);
      await writers.stop();
      const { acknowledged, failures, longestMs, retries, strangers } = writers;
      expect.soft(await wrongsOf(faulty, writers)).toEqual(nothingWrong);
      expect.soft(strangers).toEqual([]);
      expect.soft(writers.final).toEqual([]);
      expect.soft(longestMs).toBeLessThan(callLimitMs);
      expect.soft(faulty.proxy.mostConnections).toBeLessThanOrEqual(mostConnections);
      expect(await faulty.leftBehind()).toEqual(nothingLeft);
      expect(acknowledged.size).toBeGreaterThan(cuts);
      reportSeen({
        cuts,
        acknowledged: acknowledged.size,
        retries,
        'longest call (ms)': Math.round(longestMs),
        ...failures,
      });
    },
    extent.limitMs,
  );
});
