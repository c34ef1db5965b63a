import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import { afterAll, describe, expect, it } from 'vitest';

import { openDriver } from '../neo4j/engines.ts';
import { describeNeo4j, neo4jAddress } from '../support/neo4j.ts';
import { Workplace } from './support/command-line.ts';

const place = new Workplace();
afterAll(() => place[Symbol.dispose]());

interface Measured {
  readonly works: readonly { readonly ways: readonly WayCost[] }[];
}

interface WayCost {
  readonly way: string;
  readonly sessions: number;
  readonly transactions: number;
  readonly statements: number;
  readonly roundTrips: number;
}

const counts = ({ way, sessions, transactions, statements, roundTrips }: WayCost) => [
  way,
  sessions,
  transactions,
  statements,
  roundTrips,
];

const environment = (): Record<string, string> => {
  const { url, username, password } = neo4jAddress();
  return { NEO4J_URI: url, NEO4J_USERNAME: username, NEO4J_PASSWORD: password };
};

const bench = async (...given: readonly string[]): Promise<string> => {
  await place.run(['schema', 'apply'], { environment: environment() });
  const { stdout, stderr } = await place.run(['bench', 'sessions', ...given], {
    environment: environment(),
  });
  return `${stdout}${stderr}`;
};

/** How many nodes are in the spaces that are there for measuring. */
async function nodesLeft(): Promise<number> {
  await using driver = openDriver();
  const { records } = await driver.executeQuery(
    "MATCH (n:MemoryNode) WHERE n.space STARTS WITH 'bench ' RETURN count(n) AS nodes",
    {},
    { database: 'neo4j' },
  );
  return records[0]?.get('nodes') as number; // a count
}

const withoutTimes = (shown: string): string =>
  shown
    .replace(/Neo4j \S+ at \S+; [\d.]+ ms/, 'Neo4j <version> at <address>; <time> ms')
    .replace(/\s+(\S+)(?= rounds?\n)/, ' $1')
    .replaceAll(/ +ms {2}faster$/gm, '  <ms>  <faster>')
    .replaceAll(/ +[\d.]+ +[\d.]+ x$/gm, '  <ms>  <faster>');

describe('bench sessions without a server', () => {
  it('refuses a file, and makes none', async () => {
    const { stderr, exitCode } = await place.run(['bench', 'sessions', '--url', place.url]);
    expect(stderr).toMatch(/^Expected --url, .* to name a Neo4j server, .*\n$/);
    expect(exitCode).toBe(2);
    expect(existsSync(place.path('memory.db'))).toBe(false);
  });

  it('refuses to delay an encrypted connection', async () => {
    const given = ['bench', 'sessions', '--latency', '5', '--url', 'neo4j+s://localhost'];
    const { stderr, exitCode } = await place.run(given);
    expect(stderr).toMatch(/^Expected a bolt:\/\/ or neo4j:\/\/ address with --latency, got .*\n$/);
    expect(exitCode).toBe(2);
  });
});

// On a fresh server the first round waits for every statement to be planned.
describeNeo4j('bench sessions', () => {
  it('counts what each way costs, and leaves nothing', { timeout: 180_000 }, async () => {
    const { works } = JSON.parse(await bench('--rounds', '2', '--json')) as Measured;
    expect(works.map(({ ways }) => ways.map(counts))).toEqual([
      [
        ['a session for each operation', 5, 5, 5, 5],
        ['one session, reused', 1, 5, 5, 5],
        ['one batch transaction', 1, 1, 5, 6],
        ['the same, started together', 1, 1, 2, 2],
        ['remember, one statement', 1, 1, 1, 1],
        ['the same by 16 writers at once', 0.0625, 0.0625, 0.0625, 0.0625],
      ],
      [
        // queryGraph asks outside of contexts.
        ['a session for each operation', 14, 14, 14, 14],
        ['one session, reused', 2, 14, 14, 14],
        ['one batch transaction', 2, 2, 14, 15],
        ['the same, started together', 2, 2, 10, 3],
      ],
    ]);
    expect(await nodesLeft()).toBe(0);
  });

  it('prints tables, and holds back what is sent when asked', { timeout: 180_000 }, async () => {
    const shown = await bench('--rounds', '1', '--latency', '40');
    const [, smallestReadMs = Number.NaN] = shown.match(/; ([\d.]+) ms for the smallest/) ?? [];
    expect(Number(smallestReadMs)).toBeGreaterThanOrEqual(39);
    const [, slowestMs = Number.NaN] = shown.match(/for each operation.* ([\d.]+) +1\.0 x/) ?? [];
    expect(Number(slowestMs)).toBeGreaterThanOrEqual(5 * 39);
    expect(withoutTimes(shown)).toMatchInlineSnapshot(`
      "Neo4j <version> at <address>; <time> ms for the smallest read, 40 ms of it added; median of 1 round

      One memory about two entities     sessions  transactions  statements  round trips  <ms>  <faster>
        a session for each operation           5             5           5            5  <ms>  <faster>
        one session, reused                    1             5           5            5  <ms>  <faster>
        one batch transaction                  1             1           5            6  <ms>  <faster>
        the same, started together             1             1           2            2  <ms>  <faster>
        remember, one statement                1             1           1            1  <ms>  <faster>
        the same by 16 writers at once      0.06          0.06        0.06         0.06  <ms>  <faster>

      The 14 operations, once each    sessions  transactions  statements  round trips  <ms>  <faster>
        a session for each operation        14            14          14           14  <ms>  <faster>
        one session, reused                  2            14          14           14  <ms>  <faster>
        one batch transaction                2             2          14           15  <ms>  <faster>
        the same, started together           2             2          10            3  <ms>  <faster>
        queryGraph asks outside of sessions that are shared, in one of its own
      "
    `);
  });

  it('cleans up when it is interrupted', { timeout: 180_000 }, async () => {
    const child = place.start(['bench', 'sessions', '--rounds', '100000'], environment());
    const closed = once(child, 'close');
    while ((await nodesLeft()) === 0) await sleep(100);
    child.kill('SIGINT');
    expect(await closed).toEqual([130, null]);
    expect(await nodesLeft()).toBe(0);
  });
});
