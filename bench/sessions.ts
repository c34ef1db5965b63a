import { randomUUID } from 'node:crypto';

import { type MemOS, openMemory } from 'memos-graph';
import type { Driver } from 'neo4j-driver';

import { DelayingProxy } from '../src/cli/bench/delaying-proxy.ts';
import type { Neo4jAddress } from '../test/support/neo4j-server.ts';
import {
  type HandWrittenRow,
  handWrittenRemember,
  openHandDriver,
  rememberRow,
  run,
} from './hand-written.ts';
import { measure, median, seconds } from './measure.ts';
import { personOf } from './operations.ts';
import { milliseconds, perSecond, printTable, ratio } from './table.ts';
import { importedPeople } from './workload.ts';

/** How many memories each rival writes before anything is measured, in about the same time: until the server has compiled what it runs. */
const warmUps = [
  { ours: 16_000, byHand: 3_000, writers: 64 },
  { ours: 500, byHand: 500, writers: 1 },
];
const pool = 16;

interface Rival {
  /** What is not part of the call: who writes by hand has the rows, analysed and all. */
  readonly prepare: (indexes: readonly number[]) => void;
  readonly remember: (index: number) => Promise<unknown>;
}

interface Rivals {
  readonly ours: Rival;
  readonly byHand: Rival;
}

const contentOf = (index: number): string =>
  `Delivery ${index} of flour and salt came to the harbour depot, route ${index % 89}, and was signed for at the gate`;

/** Two people for each memory, others each time. */
const namesOf = (index: number): readonly string[] => [
  personOf(importedPeople, index),
  personOf(importedPeople, index + 500),
];

function rivals(memory: MemOS, driver: Driver): Rivals {
  const { space } = memory.adapter;
  const rows = new Map<number, HandWrittenRow>();
  return {
    ours: {
      prepare: () => {},
      remember: (index) => memory.remember(contentOf(index), { entities: [...namesOf(index)] }),
    },
    byHand: {
      prepare: (indexes) => {
        rows.clear();
        for (const index of indexes)
          rows.set(index, rememberRow(space, contentOf(index), namesOf(index)));
      },
      remember: (index) =>
        patiently(async () => {
          const row = rows.get(index);
          if (row === undefined) throw new Error(`Memory ${index} is not prepared`);
          await run(driver, handWrittenRemember, row);
        }),
    },
  };
}

const numbers = (first: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, at) => first + at);

/** A user's own call would have to be repeated after a deadlock as well. */
async function patiently(call: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      await call();
      return;
    } catch (error) {
      const { code } = error as { readonly code?: string }; // any error may have one
      if (code?.startsWith('Neo.TransientError.') !== true) throw error;
    }
  }
}

/** Measures the session layer: one call, many writers, and writers far from the server. */
export async function benchSessions(address: Neo4jAddress): Promise<void> {
  await using driver = openHandDriver(address, pool);
  const space = `bench-sessions-${randomUUID()}`;
  await using memory = await openMemory({ ...address, space, poolSize: pool, migrate: true });
  const both = rivals(memory, driver);
  console.error('Neo4j: warming up…');
  for (const { ours, byHand, writers } of warmUps) {
    await write(both.ours, { count: ours, writers });
    await write(both.byHand, { count: byHand, writers });
  }
  await benchOneCall(both);
  await benchWriters(both);
  for (const latencyMs of [5, 20]) await benchFarAway({ ...address, space }, latencyMs);
}

async function benchOneCall({ ours, byHand }: Rivals): Promise<void> {
  const [calls, warmUp] = [400, 100];
  byHand.prepare(numbers(0, calls + warmUp));
  const timings = await measure(
    [
      { name: 'remember', call: ours.remember },
      { name: 'by hand: auto-commit MERGE of the same', call: byHand.remember },
    ],
    { rounds: calls, warmUp },
  );
  const byHandP50 = [...timings.values()].at(-1)?.p50 ?? Number.NaN;
  printTable(
    `Neo4j: one memory with two entities, ${calls} calls each in turn (milliseconds)`,
    ['', 'p50', 'p95', 'p50 ratio'],
    [...timings].map(([name, { p50, p95 }]) => [
      name,
      milliseconds(p50),
      milliseconds(p95),
      ratio(p50 / byHandP50),
    ]),
  );
}

const rounds = 3;

async function benchWriters({ ours, byHand }: Rivals): Promise<void> {
  const rows: (readonly string[])[] = [];
  for (const writers of [1, 16, 64, 256]) {
    const rates = { ours: [] as number[], byHand: [] as number[] };
    for (let round = 0; round < rounds; round += 1) {
      rates.ours.push(await write(ours, { count: Math.max(200, writers * 16), writers }));
      rates.byHand.push(await write(byHand, { count: Math.max(200, writers * 4), writers }));
    }
    const [mine, other] = [median(rates.ours), median(rates.byHand)];
    rows.push([
      `${writers} at once`,
      perSecond(mine, 1),
      perSecond(other, 1),
      `${(mine / other).toFixed(1)} x`,
    ]);
  }
  printTable(
    `Neo4j: memories by concurrent writers, each awaiting its calls; both on a pool of ${pool} (median of ${rounds}, in turn)`,
    ['writers', 'remember', 'by hand', 'ratio'],
    rows,
  );
}

interface Load {
  readonly count: number;
  readonly writers: number;
}

let written = 0;

/** Writers share out the memories, and each writes the next one when the last is acknowledged; answers memories per second. */
async function write(rival: Rival, { count, writers }: Load): Promise<number> {
  const indexes = numbers(written, count);
  written += count;
  rival.prepare(indexes);
  const left = indexes.values();
  const writer = async (): Promise<void> => {
    for (const index of left) await rival.remember(index);
  };
  const time = await seconds(() => Promise.all(Array.from({ length: writers }, writer)));
  return count / time;
}

/** One writer that awaits each call against 64 of them, with a delay in front of the server. */
async function benchFarAway(
  address: Neo4jAddress & { readonly space: string },
  latencyMs: number,
): Promise<void> {
  await using proxy = await DelayingProxy.open(address.url, latencyMs);
  await using memory = await openMemory({ ...address, url: proxy.url });
  await using driver = openHandDriver({ ...address, url: proxy.url }, pool);
  const { ours, byHand } = rivals(memory, driver);
  const rows: (readonly string[])[] = [];
  for (const [name, rival] of [
    ['remember', ours],
    ['by hand', byHand],
  ] as const) {
    const rates = { one: [] as number[], many: [] as number[] };
    for (let round = 0; round < rounds; round += 1) {
      rates.one.push(await write(rival, { count: 60, writers: 1 }));
      rates.many.push(
        await write(rival, { count: name === 'remember' ? 1_024 : 256, writers: 64 }),
      );
    }
    const [one, many] = [median(rates.one), median(rates.many)];
    rows.push([name, perSecond(one, 1), perSecond(many, 1), `${(many / one).toFixed(1)} x`]);
  }
  printTable(
    `Neo4j: ${latencyMs} ms added to each round trip (median of ${rounds})`,
    ['', '1 writer', '64 writers', 'ratio'],
    rows,
  );
}
