import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { expect, it } from 'vitest';

import { describeNeo4j, neo4jAddress } from '../support/neo4j.ts';
import { extent } from './extent.ts';
import { mostConnections, nothingLeft } from './faulty-memory.ts';
import type { MixedSeen } from './mixed-seen.ts';
import { reportSeen } from './seen.ts';

const program = fileURLToPath(new URL('mixed-operations.ts', import.meta.url));
const flags = ['--expose-gc', '--import', 'tsx', '--conditions=memos-graph-source'];

async function runMixed(operations: number): Promise<MixedSeen> {
  const { url, username, password } = neo4jAddress();
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, program], {
    env: {
      ...process.env,
      NEO4J_URL: url,
      NEO4J_USERNAME: username,
      NEO4J_PASSWORD: password,
      OPERATIONS: String(operations),
    },
  });
  return JSON.parse(stdout) as MixedSeen; // what the program prints
}

/** The middle of a fifth of the measurements, in megabytes. */
function megabytesOfFifth(heap: readonly number[], fifth: number): number {
  const size = Math.floor(heap.length / 5);
  const sorted = heap.slice((fifth - 1) * size, fifth * size).toSorted((a, b) => a - b);
  return (sorted[Math.floor(size / 2)] ?? Number.NaN) / 1_000_000;
}

describeNeo4j('a process whose every tenth operation fails', () => {
  it(
    `leaks nothing in ${extent.operations} operations`,
    async () => {
      const seen = await runMixed(extent.operations);
      const [early, late] = [megabytesOfFifth(seen.heap, 2), megabytesOfFifth(seen.heap, 5)];
      reportSeen({
        operations: seen.operations,
        'longest call (ms)': seen.longestMs,
        'heap (MB)': `${early.toFixed(1)} to ${late.toFixed(1)}`,
        ...seen.failures,
      });
      const failed = Object.values(seen.failures).reduce((sum, count) => sum + count, 0);
      expect.soft(failed).toBeGreaterThanOrEqual(extent.operations / 10);
      expect.soft(seen.strangers).toEqual([]);
      expect.soft(seen.leakedContexts).toBe(0);
      expect.soft(seen.leftBehind).toEqual(nothingLeft);
      expect.soft(seen.mostConnections).toBeLessThanOrEqual(mostConnections);
      expect.soft(late).toBeLessThan(early * 1.1 + 1);
    },
    extent.limitMs,
  );
});
