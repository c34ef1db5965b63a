import { randomUUID } from 'node:crypto';

import { MemOS, Neo4jAdapter, openMemory } from 'memos-graph';
import type { Driver } from 'neo4j-driver';

import { profilingDriver } from '../test/neo4j/profiling-driver.ts';
import {
  fillStore,
  type GrowthCalls,
  growthCalls,
  type StoreShape,
} from '../test/support/growing-store.ts';
import { Neo4jServer } from '../test/support/neo4j-server.ts';
import { openHandDriver } from './hand-written.ts';
import { measure, type Timing } from './measure.ts';
import { milliseconds, printTable, ratio } from './table.ts';

/** One memory of five is about the hub. */
const hubShare = 5;

/** A store of one size, on a server of its own: what else is stored there would be part of the figures. */
interface Store {
  readonly size: number;
  readonly calls: GrowthCalls;
  readonly hits: ReadonlyMap<string, number>;
}

/** Measures what calls touch and how long they take in stores of these sizes, on servers of their own. */
export async function benchGrowth(sizes: readonly number[], rounds: number): Promise<void> {
  await using opened = new Opened();
  const stores: Store[] = [];
  for (const size of sizes) stores.push(await openStore(opened, size));
  const names = Object.keys(stores[0]?.calls ?? {});
  const timings = await measure(
    names.flatMap((name) =>
      stores.map(({ size, calls }) => ({
        name: `${name} at ${size}`,
        call: (index: number) => calls[name]?.(index + 2) ?? Promise.resolve(),
      })),
    ),
    { rounds, warmUp: 50 },
  );
  print(stores, timings);
}

async function openStore(opened: Opened, size: number): Promise<Store> {
  const server = opened.add(await Neo4jServer.open({ heapMb: 1536, pageCacheMb: 1024 }));
  const driver = opened.add(openHandDriver(server));
  const shape = { space: `bench-${randomUUID()}`, memories: size, ofHub: size / hubShare };
  const { url, username, password } = server;
  const address = { url, username, password, space: shape.space };
  const memory = opened.add(await openMemory({ ...address, migrate: true }));
  await fillStore(driver, shape, (memories) => {
    if (memories % 50_000 === 0)
      console.error(
        `Neo4j: ${memories.toLocaleString('en')} of ${size.toLocaleString('en')} filled`,
      );
  });
  return { size, calls: growthCalls(memory, shape), hits: await hitsIn(driver, shape) };
}

async function hitsIn(driver: Driver, shape: StoreShape): Promise<ReadonlyMap<string, number>> {
  const { driver: profiled, hitsOf } = profilingDriver(driver);
  await using memory = new MemOS(
    new Neo4jAdapter({ driver: profiled, space: shape.space, warm: false }),
  );
  await memory.adapter.ready();
  const hits = new Map<string, number>();
  for (const [name, call] of Object.entries(growthCalls(memory, shape)))
    hits.set(name, await hitsOf(() => call(1)));
  return hits;
}

function print(stores: readonly Store[], timings: ReadonlyMap<string, Timing>): void {
  const sizes = stores.map(({ size }) => size.toLocaleString('en'));
  const rows = Object.keys(stores[0]?.calls ?? {}).map((name) => {
    const hits = stores.map((store) => store.hits.get(name) ?? Number.NaN);
    const times = stores.map(({ size }) => timings.get(`${name} at ${size}`));
    const p95 = times.map((timing) => timing?.p95 ?? Number.NaN);
    return [
      name,
      ...hits.map(String),
      growthOf(hits),
      ...times.map((timing) => milliseconds(timing?.p50 ?? Number.NaN)),
      ...p95.map(milliseconds),
      growthOf(p95),
    ];
  });
  printTable(
    'Neo4j: growth, each store on a server of its own, calls in turn (milliseconds)',
    [
      '',
      ...sizes.map((size) => `hits at ${size}`),
      'growth',
      ...sizes.map((size) => `p50 at ${size}`),
      ...sizes.map((size) => `p95 at ${size}`),
      'growth',
    ],
    rows,
  );
}

const growthOf = (values: readonly number[]): string =>
  ratio((values.at(-1) ?? Number.NaN) / (values[0] ?? Number.NaN));

/** Closes everything in the reverse order. */
class Opened implements AsyncDisposable {
  readonly #things: AsyncDisposable[] = [];

  add<Thing extends AsyncDisposable>(thing: Thing): Thing {
    this.#things.unshift(thing);
    return thing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const thing of this.#things) await thing[Symbol.asyncDispose]();
  }
}
