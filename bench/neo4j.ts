import { randomUUID } from 'node:crypto';

import { openMemory } from 'memos-graph';
import type { Driver } from 'neo4j-driver';

import type { Neo4jAddress } from '../test/support/neo4j-server.ts';
import { benchBulk } from './bulk.ts';
import {
  contextOf,
  handWrittenCommitments,
  handWrittenEntity,
  handWrittenRemember,
  openHandDriver,
  rememberRow,
  run,
} from './hand-written.ts';
import { type Contestant, measure, type Timing } from './measure.ts';
import { contestants, type Measured, personOf } from './operations.ts';
import { printGrowth } from './sqlite.ts';
import { milliseconds, printTable, ratio } from './table.ts';
import { fill, populationOf, workItems } from './workload.ts';

/** Measures the Neo4j engine at every size, with the hand-written statement beside each call it can be compared with. */
export async function benchNeo4j(
  address: Neo4jAddress,
  sizes: readonly number[],
  rounds: number,
): Promise<void> {
  await using driver = openHandDriver(address);
  const bySize = new Map<number, ReadonlyMap<string, Timing>>();
  for (const size of sizes) {
    const space = `bench-${size}-${randomUUID()}`;
    await using memory = await openMemory({ ...address, space, migrate: true });
    console.error(`Neo4j: filling ${size.toLocaleString('en')} memories…`);
    const measured = { memory, size };
    await fill(memory, { count: size, seed: size, people: populationOf(size) });
    bySize.set(
      size,
      await measure(
        [...contestants(measured, rounds), ...handWritten(driver, { ...measured, space }, rounds)],
        { rounds },
      ),
    );
  }
  printGrowth('Neo4j: milliseconds a call', bySize);
  printRatios(bySize);
  await benchBulk(address);
}

function handWritten(
  driver: Driver,
  { space, size }: Measured & { readonly space: string },
  rounds: number,
): readonly Contestant[] {
  const people = populationOf(size);
  const items = [...workItems({ count: rounds + 100, seed: 9_999 + Date.now(), people })];
  const namesAt = (index: number): readonly string[] => [
    personOf(people, index),
    personOf(people, index + 500),
  ];
  // Whoever writes by hand has the rows, analysed and all.
  const rows = items.map(({ content }, index) => rememberRow(space, content, namesAt(index)));
  return [
    {
      name: 'by hand: remember',
      call: (index) => run(driver, handWrittenRemember, rows[index % rows.length] ?? {}),
    },
    {
      name: 'by hand: latest of an entity',
      call: (index) =>
        run(driver, handWrittenEntity, {
          context: contextOf(space, personOf(people, index)),
        }),
    },
    { name: 'by hand: open, due', call: () => run(driver, handWrittenCommitments, { space }) },
  ];
}

const compared = [
  ['remember, 2 entities', 'by hand: remember'],
  ['getEntityContext', 'by hand: latest of an entity'],
  ['getCommitments, open, due', 'by hand: open, due'],
] as const;

function printRatios(bySize: ReadonlyMap<number, ReadonlyMap<string, Timing>>): void {
  const rows = [...bySize].flatMap(([size, timings]) =>
    compared.map(([ours, byHand]) => {
      const [mine, other] = [
        timings.get(ours)?.p50 ?? Number.NaN,
        timings.get(byHand)?.p50 ?? Number.NaN,
      ];
      return [
        `${ours} at ${size.toLocaleString('en')}`,
        milliseconds(mine),
        milliseconds(other),
        ratio(mine / other),
      ];
    }),
  );
  printTable(
    'Neo4j: beside a hand-written session.run of the same rows (p50)',
    ['', 'ours', 'by hand', 'ratio'],
    rows,
  );
}
