import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { openMemory } from 'memos-graph';
import { describe, expect, it } from 'vitest';

import { planBeforehand, uniqueSpace } from '../contract/engines.ts';
import { describeNeo4j, neo4jAddress } from '../support/neo4j.ts';

interface Place {
  readonly url: string;
  readonly space: string;
  readonly password?: string;
}

const program = fileURLToPath(new URL('remember-in-a-loop.ts', import.meta.url));

/** Lets a process remember until it has printed `enough` ids, kills it, and answers what it printed in all. */
async function killedWriter(place: Place, enough: number): Promise<readonly string[]> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', '--conditions=memos-graph-source', program],
    {
      env: {
        ...process.env,
        MEMORY_URL: place.url,
        MEMORY_SPACE: place.space,
        MEMORY_PASSWORD: place.password ?? '',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const printed: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    printed.push(line);
    if (printed.length === enough) child.kill('SIGKILL');
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  expect(child.signalCode).toBe('SIGKILL');
  return printed.filter((line) => line !== 'ready');
}

/** Every acknowledged memory is there, and every memory that is there is whole. */
async function expectWhole(place: Place, acknowledged: readonly string[]): Promise<void> {
  await using memory = await openMemory({ ...place, warm: false });
  const { items } = await memory.list({ limit: 1_000, kinds: ['note'] });
  const stored = items.filter(({ id }) => id !== 'root');
  expect(stored.map(({ id }) => id)).toEqual(expect.arrayContaining([...acknowledged]));
  for (const note of stored) {
    expect(note.entities.map(({ name }) => name).toSorted()).toEqual([
      'Everyone',
      expect.stringMatching(/^Person \d$/),
    ]);
    expect(note.links).toEqual([
      { type: 'LEADS_TO', direction: 'in', id: 'root' },
      { type: 'MY_OWN', direction: 'out', id: 'root' },
    ]);
  }
  const words = stored.map(({ content }) => content.split(' ').at(-1) ?? '');
  const recalled = await Promise.all(words.map((word) => memory.recall(word, { limit: 1 })));
  expect(recalled.map(({ memories }) => memories[0]?.id)).toEqual(stored.map(({ id }) => id));
  expect(recalled.map(({ memories }) => memories[0]?.why.terms)).toEqual(
    words.map((word) => [word]),
  );
  const { counts } = await memory.health();
  expect(counts?.links).toBe(stored.length * 4);
  expect((await memory.getEntityContext('Everyone')).memoryCount).toBe(stored.length);
  await memory.forget({ space: true });
}

const rounds = [2, 60];

describe('a process that is killed while it remembers (sqlite)', () => {
  it.each(rounds)('leaves every acknowledged memory, whole, after %i', async (enough) => {
    const directory = await mkdtemp(join(tmpdir(), 'memos-graph-'));
    const place = { url: `sqlite:${join(directory, 'memory.db')}`, space: 'killed' };
    const acknowledged = await killedWriter(place, enough);
    expect(acknowledged.length).toBeGreaterThanOrEqual(enough - 1);
    await expectWhole(place, acknowledged);
    await rm(directory, { recursive: true });
  });
});

describeNeo4j('a process that is killed while it remembers (neo4j)', () => {
  planBeforehand();
  it.each(rounds)('leaves every acknowledged memory, whole, after %i', async (enough) => {
    const { url, password } = neo4jAddress();
    const place = { url, space: uniqueSpace(), password };
    const acknowledged = await killedWriter(place, enough);
    expect(acknowledged.length).toBeGreaterThanOrEqual(enough - 1);
    await expectWhole(place, acknowledged);
  });
});
