import { createHash, randomUUID } from 'node:crypto';

import { entityId, type MemOS, openMemory } from 'memos-graph';
import neo4j, { type Driver, type Session } from 'neo4j-driver';

import { type Contestant, measure, seconds, type Timing } from './measure.ts';
import { contestants, type Measured, personOf } from './operations.ts';
import { printGrowth } from './sqlite.ts';
import { milliseconds, perSecond, printTable, ratio } from './table.ts';
import { exportLines, fill, importedPeople, populationOf, workItems } from './workload.ts';

export interface Neo4jAddress {
  readonly url: string;
  readonly username: string;
  readonly password: string;
}

/** What a user would write by hand for one memory with two entities: one MERGE statement, the same rows, the same labels. */
const handWrittenRemember = `CYPHER 5
MERGE (m:MemoryNode {space: $p.space, id: $p.id})
ON CREATE SET m += $p.properties, m:Memory, m:Note
WITH m
UNWIND $p.entities AS row
MERGE (e:MemoryNode {space: $p.space, id: row.id})
ON CREATE SET e += row.properties, e:Entity
MERGE (m)-[r:ABOUT]->(e)
ON CREATE SET r += row.link
RETURN m.id AS id`;

const handWrittenCommitments = `CYPHER 5
MATCH (m:Commitment)
WHERE m.space = $p.space AND m.status = 'open' AND m.dueKey >= ''
WITH m ORDER BY m.space, m.status, m.dueKey LIMIT 21
RETURN properties(m) AS memory, [(m)-[:ABOUT]->(e) | {id: e.id, name: e.name}] AS entities`;

const handWrittenEntity = `CYPHER 5
MATCH (m:Memory)-[r:ABOUT]->(:Entity)
WHERE r.context = $p.context AND r.at >= ''
WITH r, m ORDER BY r.context DESC, r.at DESC LIMIT 20
RETURN properties(m) AS memory, [(m)-[:ABOUT]->(e) | {id: e.id, name: e.name}] AS entities`;

/** Measures the Neo4j engine at every size, with the hand-written statement beside each call it can be compared with. */
export async function benchNeo4j(
  address: Neo4jAddress,
  sizes: readonly number[],
  rounds: number,
): Promise<void> {
  await using driver = neo4j.driver(
    address.url,
    neo4j.auth.basic(address.username, address.password),
    {
      disableLosslessIntegers: true,
    },
  );
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
  await benchImport(driver, address);
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
  return [
    {
      name: 'by hand: remember',
      call: (index) =>
        run(
          driver,
          handWrittenRemember,
          rememberRow(space, items[index % items.length]?.content ?? '', namesAt(index)),
        ),
    },
    {
      name: 'by hand: latest of an entity',
      call: (index) =>
        run(driver, handWrittenEntity, {
          context: `${scopeOf(space)}|${entityId(personOf(people, index))}`,
        }),
    },
    { name: 'by hand: open, due', call: () => run(driver, handWrittenCommitments, { space }) },
  ];
}

async function run(driver: Driver, text: string, p: object): Promise<void> {
  const session: Session = driver.session({ database: 'neo4j' });
  try {
    await session.run(text, { p });
  } finally {
    await session.close();
  }
}

/** The engine's own short name of a space. */
const scopeOf = (space: string): string =>
  `sp${createHash('sha256').update(space, 'utf8').digest('hex').slice(0, 32)}`;

function rememberRow(space: string, content: string, names: readonly string[]): object {
  const id = randomUUID();
  const now = neo4j.types.DateTime.fromStandardDate(new Date());
  const orderKey = `${new Date().toISOString()}|${id}`;
  const scope = scopeOf(space);
  const memory = {
    kind: 'note',
    status: 'active',
    content,
    text: content,
    scope: `${scope} kdnote`,
    orderKey,
    createdAt: now,
    occurredAt: now,
    validFrom: now,
  };
  const entities = names.map((name) => ({
    id: entityId(name),
    properties: {
      kind: 'entity',
      name,
      createdAt: now,
      context: `${scope}|${entityId(name)}`,
    },
    link: { context: `${scope}|${entityId(name)}`, at: orderKey },
  }));
  return {
    space,
    id,
    properties: memory,
    entities: entities.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
  };
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

const plainImport = `CYPHER 5
UNWIND $p.rows AS row
CREATE (m:MemoryNode:Memory:Note {space: $p.space, id: row.id})
SET m += row.properties
WITH m, row
UNWIND row.about AS about
MATCH (e:MemoryNode {space: $p.space, id: about.id})
CREATE (m)-[r:ABOUT]->(e)
SET r += about.link`;

/** Imports 10,000 memories, and the same rows by a plain UNWIND … CREATE in steps of 500. */
async function benchImport(driver: Driver, address: Neo4jAddress): Promise<void> {
  const count = 10_000;
  const times = { ours: [] as number[], plain: [] as number[] };
  for (let round = 0; round < 3; round += 1) {
    await using memory = await openMemory({ ...address, space: `bench-import-${randomUUID()}` });
    times.ours.push(await seconds(() => memory.import(exportLines(count, round))));
    times.plain.push(await plain(driver, memory, count));
  }
  const [ours, byHand] = [median(times.ours), median(times.plain)];
  printTable(
    'Neo4j: 10,000 memories with two entities each (median of 3, in turn)',
    ['', 'seconds', 'memories', 'ratio'],
    [
      ['import', ours.toFixed(2), perSecond(count, ours), ratio(ours / byHand)],
      [
        'plain UNWIND … CREATE, 500 rows a statement',
        byHand.toFixed(2),
        perSecond(count, byHand),
        ratio(1),
      ],
    ],
  );
}

async function plain(driver: Driver, memory: MemOS, count: number): Promise<number> {
  const space = `bench-plain-${randomUUID()}`;
  const other = memory.space(space);
  await other.adapter.createEntitiesBatch(importedPeople.map((name) => ({ name })));
  const items = workItems({ count, seed: 11, people: importedPeople });
  const rows = [...items].map(({ content }, index) => ({
    row: rememberRow(space, content, [
      personOf(importedPeople, index),
      personOf(importedPeople, index + 500),
    ]),
  }));
  const steps = Array.from({ length: Math.ceil(count / 500) }, (_, step) =>
    rows.slice(step * 500, step * 500 + 500).map(({ row }) => {
      const { id, properties, entities } = row as {
        id: string;
        properties: object;
        entities: object[];
      }; // made by rememberRow
      return { id, properties, about: entities };
    }),
  );
  return seconds(async () => {
    for (const step of steps) await run(driver, plainImport, { space, rows: step });
  });
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
