import { expect, it, type TestContext } from 'vitest';

import { Neo4jMissingError } from '../support/neo4j-installation.ts';
import { Neo4jServer } from '../support/neo4j-server.ts';
import { describeNeo4j } from '../support/neo4j.ts';
import { extent } from './extent.ts';
import { FaultyMemory, nothingLeft } from './faulty-memory.ts';
import { reportSeen } from './seen.ts';
import { nothingWrong, wrongsOf } from './stored-memories.ts';
import { Writers } from './writers.ts';

/** 15 seconds of retries, and one last attempt that a server which has just started plans for long. */
const callLimitMs = 45_000;

/** A server of its own, since nobody else's may be killed; skipped where only an address was given. */
async function openServer({ skip }: TestContext): Promise<Neo4jServer> {
  try {
    return await Neo4jServer.open();
  } catch (error) {
    if (error instanceof Neo4jMissingError && process.env['NEO4J'] !== 'required')
      return skip(error.message);
    throw error;
  }
}

describeNeo4j('16 writers whose server is killed', () => {
  it(
    `lose, double and tear nothing in ${extent.restarts} restarts`,
    async (context) => {
      await using server = await openServer(context);
      await using faulty = await FaultyMemory.open(server);
      const writers = new Writers(faulty);
      await writers.start(16);
      for (let round = 0; round < extent.restarts; round += 1) {
        await writers.acknowledge(16);
        await server.kill();
        await server.start();
      }
      await writers.acknowledge(16);
      await writers.stop();
      const { acknowledged, failures, longestMs, retries, strangers } = writers;
      expect.soft(await wrongsOf(faulty, writers)).toEqual(nothingWrong);
      expect.soft(strangers).toEqual([]);
      expect.soft(writers.final).toEqual([]);
      expect.soft(longestMs).toBeLessThan(callLimitMs);
      expect(await faulty.leftBehind()).toEqual(nothingLeft);
      reportSeen({
        restarts: extent.restarts,
        acknowledged: acknowledged.size,
        retries,
        'longest call (ms)': Math.round(longestMs),
        ...failures,
      });
    },
    extent.limitMs,
  );
});
