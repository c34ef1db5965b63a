import { randomUUID } from 'node:crypto';

import { type MemOS, openMemory } from 'memos-graph';

import type { Neo4jAddress } from '../../test/support/neo4j-server.ts';
import type { Collection, Item } from './collection.ts';

/** Opens a memory for one collection, in a space of its own. */
export type OpenStore = () => Promise<MemOS>;

export const sqliteStore: OpenStore = () => openMemory({ url: 'sqlite::memory:' });

export const neo4jStore =
  (address: Neo4jAddress): OpenStore =>
  () =>
    openMemory({ ...address, space: `bench-recall-${randomUUID()}`, migrate: true });

const batchSize = 500;

/** Puts a collection into a memory, in its order. */
export async function fill(memory: MemOS, { items }: Collection): Promise<void> {
  const sessions = new Map<string, string>();
  for (const { session, occurredAt } of items)
    if (session !== undefined && !sessions.has(session)) sessions.set(session, occurredAt);
  for (const [id, startedAt] of sessions) await memory.adapter.startSession({ id, startedAt });
  for (let start = 0; start < items.length; start += batchSize) {
    const batch = items.slice(start, start + batchSize);
    const { items: stored } = await memory.adapter.storeMemoryBatch(batch.map(noteOf));
    const failed = stored.find((one) => 'error' in one);
    if (failed !== undefined) throw new Error(`A memory was not stored: ${JSON.stringify(failed)}`);
  }
}

const noteOf = ({ session, entities, ...item }: Item) => ({
  ...item,
  entities: [...entities],
  ...(session === undefined ? {} : { sessionId: session }),
});
