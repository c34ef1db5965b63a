import { readdir, readFile } from 'node:fs/promises';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { analyseMemory } from '../../src/analysis/analyse-memory.ts';
import { SqliteEngine, type SqliteEngineOptions } from '../../src/engines/sqlite/sqlite-engine.ts';
import type { ChangeSet, EntityRow, NodeRow } from '../../src/model/change-set.ts';
import { entityId, newId } from '../../src/model/identity.ts';
import { nextCreatedAt } from '../../src/model/instant.ts';

export const space = 'test';

/** A folder of its own, gone with the test. */
export async function temporaryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'memos-graph-sqlite-'));
  return {
    path,
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true, maxRetries: 5 }),
  };
}

export function openEngine(file: string, options: Partial<SqliteEngineOptions> = {}): SqliteEngine {
  return new SqliteEngine({ file, migrate: true, ...options });
}

/** A change set that makes one note about the entities. */
export function noteOf(id: string, content = id, entities: readonly string[] = []): ChangeSet {
  const occurredAt = '2026-01-01T00:00:00.000Z';
  const node: NodeRow = {
    record: {
      id,
      kind: 'note',
      status: 'active',
      content,
      createdAt: nextCreatedAt(),
      occurredAt,
      validFrom: occurredAt,
    },
    about: entities.map(entityId),
    analysis: analyseMemory({ content, occurredAt, entityNames: entities }),
  };
  return { ...emptyChangeSet(), entities: entities.map(entityOf), nodes: [node] };
}

export function emptyChangeSet(): ChangeSet {
  return {
    id: newId(),
    space,
    requires: [],
    entities: [],
    nodes: [],
    links: [],
    transitions: [],
    tallies: [],
    reindexed: [],
  };
}

/** A change set that makes a session. */
export function sessionOf(id: string): ChangeSet {
  const record = { id, kind: 'session', status: 'open', createdAt: nextCreatedAt() } as const;
  return { ...emptyChangeSet(), nodes: [{ record, about: [] }] };
}

/** The same change set with its memories made during a session. */
export function during(session: string, changeSet: ChangeSet): ChangeSet {
  const links = changeSet.nodes.map(({ record }) => ({
    from: record.id,
    type: 'DURING',
    to: session,
  }));
  return { ...changeSet, links };
}

function entityOf(name: string): EntityRow {
  const id = entityId(name);
  return { id, record: { id, kind: 'entity', name, createdAt: nextCreatedAt() }, aliases: [] };
}

/** Writes one note. */
export async function write(engine: SqliteEngine, changeSet: ChangeSet): Promise<void> {
  await engine.write([changeSet], { atomic: true });
}

/** The ids of those that are stored. */
export async function storedIds(
  engine: SqliteEngine,
  ids: readonly string[],
): Promise<readonly string[]> {
  const { value } = await engine.read('nodes', { space, ids }, {});
  return value.map(({ node }) => node.id);
}

/** Every byte in a folder, by file name. */
export async function bytesIn(folder: string): Promise<ReadonlyMap<string, Buffer>> {
  const names = await readdir(folder);
  const contents = await Promise.all(names.map((name) => readFile(join(folder, name))));
  return new Map(names.map((name, index) => [name, contents[index] ?? Buffer.alloc(0)]));
}

/** What a call was refused with. */
export async function failureOf(call: Promise<unknown>): Promise<unknown> {
  try {
    await call;
  } catch (error) {
    return error;
  }
  throw new Error('The call did not fail');
}

/** The longest time for which the event loop did not turn while something ran. */
export async function longestStall(work: Promise<unknown>): Promise<number> {
  let longest = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  }, 1);
  await work;
  clearInterval(timer);
  return longest;
}
