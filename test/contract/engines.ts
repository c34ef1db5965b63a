import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type Adapter, MemOS, MemosGraphError, Neo4jAdapter, SqliteAdapter } from 'memos-graph';
import { afterAll, beforeAll, describe } from 'vitest';

import { maxDepth } from '../../src/engine/reads.ts';
import { describeNeo4j, neo4jAddress } from '../support/neo4j.ts';
import { tellStory } from './story.ts';

export type EngineName = 'sqlite' | 'sqlite in memory' | 'neo4j';

export interface OpenOptions {
  /** A connection of its own, for a test that closes the memory or looks at its contexts. Default: Neo4j shares one a file. */
  readonly own?: boolean;
  /** For the adapter; only with a connection of its own. */
  readonly leakAfterMs?: number;
}

/** Opens an empty memory that no other test sees; `await using` closes it and takes away what it leaves. */
export type Open = (options?: OpenOptions) => Promise<MemOS>;

export interface DescribeOptions {
  /** Also runs the suite on SQLite in memory, which has a single connection. */
  readonly inMemory?: boolean;
}

/** A second run, against another version of Neo4j, has nothing new to say of SQLite. */
const isForNeo4jAlone = process.env['MEMOS_TEST_ENGINE'] === 'neo4j';

/** One suite that every engine has to pass. */
export function describeEngines(
  name: string,
  body: (open: Open, engine: EngineName) => void,
  { inMemory = false }: DescribeOptions = {},
): void {
  describe.skipIf(isForNeo4jAlone)(`${name} (sqlite)`, () => {
    body(openFile, 'sqlite');
  });
  if (inMemory && !isForNeo4jAlone) {
    describe(`${name} (sqlite in memory)`, () => {
      body(openInMemory, 'sqlite in memory');
    });
  }
  describeNeo4j(`${name} (neo4j)`, () => {
    body(neo4jSpaces(), 'neo4j');
  });
}

/** A memory that also takes away its place when it is closed. */
class TestMemory extends MemOS {
  readonly #afterClose: () => Promise<void>;

  constructor(adapter: Adapter, afterClose: () => Promise<void>) {
    super(adapter);
    this.#afterClose = afterClose;
  }

  override async close(): Promise<void> {
    await super.close();
    await this.#afterClose();
  }
}

export async function openFile({ own: _own, ...options }: OpenOptions = {}): Promise<MemOS> {
  const directory = await mkdtemp(join(tmpdir(), 'memos-graph-'));
  const file = join(directory, 'memory.db');
  const adapter = new SqliteAdapter({ ...options, file, migrate: true });
  return new TestMemory(adapter, () => rm(directory, { recursive: true, force: true }));
}

async function openInMemory(): Promise<MemOS> {
  return new MemOS(new SqliteAdapter({ file: ':memory:', migrate: true }));
}

/** A name no other test uses. */
export const uniqueSpace = (): string => `test ${randomUUID()}`;

/** One connection for the file, a space for each test; the spaces are emptied at the end. Call it inside `describeNeo4j`. */
export function neo4jSpaces(): Open {
  const spaces: string[] = [];
  let shared: Neo4jAdapter | undefined;
  planBeforehand();
  afterAll(async () => {
    if (shared === undefined) return;
    for (const space of spaces) await new MemOS(shared.inSpace(space)).forget({ space: true });
    await shared.close();
  });
  return async ({ own = false, ...options } = {}) => {
    const space = uniqueSpace();
    spaces.push(space);
    shared ??= connect('default');
    return new MemOS(own ? connect(space, options) : shared.inSpace(space));
  };
}

const planningLimitMs = 180_000;

/** A server that has just started plans each statement for seconds; that is not to count as the time of a test. */
export function planBeforehand(): void {
  beforeAll(async () => {
    await using adapter = connect('test warmed');
    await planEverything(new MemOS(adapter));
  }, planningLimitMs);
}

async function planEverything(memory: MemOS): Promise<void> {
  const marker = 'every statement was planned';
  for (let attempt = 1; ; attempt += 1) {
    try {
      if ((await memory.get('planned')).items.length > 0) return;
      await tellStory(memory, {});
      await memory.forget({ space: true });
      await memory.remember('start', { id: 'start' });
      // Each depth is a statement of its own.
      for (let depth = 1; depth <= maxDepth; depth += 1)
        await memory.adapter.findRelated({ id: 'start', depth });
      await memory.remember(marker, { id: 'planned' });
      return;
    } catch (error) {
      if (!MemosGraphError.isInstance(error) || !error.retryable || attempt === 10) throw error;
    }
  }
}

const connect = (space: string, options: { readonly leakAfterMs?: number } = {}): Neo4jAdapter =>
  new Neo4jAdapter({ ...neo4jAddress(), ...options, space, migrate: true, warm: false });
