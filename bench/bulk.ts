import { randomUUID } from 'node:crypto';

import { openMemory } from 'memos-graph';
import type { Driver } from 'neo4j-driver';

import type { Neo4jAddress } from '../test/support/neo4j-server.ts';
import { openHandDriver, plainMemories, rememberRow, run } from './hand-written.ts';
import { median, seconds } from './measure.ts';
import { perSecond, printTable, ratio } from './table.ts';
import { exportLines, fill, hub, importedPeople, workItems } from './workload.ts';

const memories = 10_000;
const rounds = 3;

/** Stores 10,000 memories with two entities each in three ways, in turn, each time in an empty space whose people are there. */
export async function benchBulk(address: Neo4jAddress): Promise<void> {
  await using driver = openHandDriver(address);
  const ways = [
    {
      name: 'storeMemoryBatch, 1,000 at a time',
      store: async (space: string, round: number) => {
        await using memory = await openMemory({ ...address, space });
        const workload = { count: memories, seed: round, people: importedPeople };
        return await seconds(() => fill(memory, workload));
      },
    },
    {
      name: 'import',
      store: async (space: string, round: number) => {
        await using memory = await openMemory({ ...address, space });
        return await seconds(() => memory.import(exportLines(memories, round)));
      },
    },
    {
      name: 'plain UNWIND … CREATE, 500 rows a statement',
      store: (space: string, round: number) => storePlainly(driver, space, round),
    },
  ];
  const times = new Map<string, number[]>(ways.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    console.error(`Neo4j: bulk, round ${round + 1} of ${rounds}…`);
    for (const { name, store } of ways) {
      const space = `bench-bulk-${randomUUID()}`;
      await using memory = await openMemory({ ...address, space, warm: false });
      await memory.adapter.createEntitiesBatch(
        [...importedPeople, hub].map((person) => ({ name: person })),
      );
      times.get(name)?.push(await store(space, round));
    }
  }
  const plain = median(times.get(ways.at(-1)?.name ?? '') ?? []);
  printTable(
    `Neo4j: ${memories.toLocaleString('en')} memories with two entities each (median of ${rounds}, in turn)`,
    ['', 'seconds', 'memories', 'ratio'],
    [...times].map(([name, values]) => {
      const time = median(values);
      return [name, time.toFixed(2), perSecond(memories, time), ratio(time / plain)];
    }),
  );
}

async function storePlainly(driver: Driver, space: string, round: number): Promise<number> {
  const items = workItems({ count: memories, seed: round, people: importedPeople });
  const rows = [...items].map(({ content, entities }) =>
    rememberRow(space, content, [...new Set(entities)]),
  );
  return seconds(async () => {
    for (let from = 0; from < memories; from += 500)
      await run(driver, plainMemories, { space, rows: rows.slice(from, from + 500) });
  });
}
