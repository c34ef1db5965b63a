import { join } from 'node:path';

import { MemOS, Neo4jAdapter, openMemory, ReadOnlyError, SqliteAdapter } from 'memos-graph';
import { expect, it } from 'vitest';

import { describeNeo4j, neo4jAddress } from '../support/neo4j.ts';
import { describeEngines } from './engines.ts';

/** The same place once more, opened read-only. */
async function readOnlyTwin(memory: MemOS): Promise<MemOS> {
  const { space, engine } = memory.adapter;
  if (engine.name === 'neo4j')
    return new MemOS(new Neo4jAdapter({ ...neo4jAddress(), space, readOnly: true }));
  const { location } = await memory.health();
  return openMemory({ url: `sqlite:${location}`, space, readOnly: true });
}

describeEngines('a memory that is opened read-only', (open) => {
  it('reads what others write, also later', async () => {
    await using memory = await open();
    await memory.remember('The first note', { id: 'first' });
    await using reader = await readOnlyTwin(memory);
    await memory.remember('The second note', { id: 'second' });
    const { items } = await reader.list();
    expect(items.map(({ id }) => id)).toEqual(['second', 'first']);
    expect((await reader.recall('second note')).memories[0]?.id).toBe('second');
    expect((await reader.health()).ok).toBe(true);
  });

  it('refuses whatever writes, and a dry run is no writing', async () => {
    await using memory = await open();
    await memory.remember('A note', { id: 'kept' });
    await using reader = await readOnlyTwin(memory);
    await expect(reader.remember('Another')).rejects.toThrow(ReadOnlyError);
    await expect(reader.adapter.createEntity({ name: 'Ada' })).rejects.toThrow(ReadOnlyError);
    await expect(reader.adapter.storeMemoryBatch([{ content: 'a' }])).rejects.toThrow(
      ReadOnlyError,
    );
    await expect(reader.forget('kept')).rejects.toThrow(ReadOnlyError);
    await expect(reader.adapter.applySchema()).rejects.toThrow(ReadOnlyError);
    const inBatch = reader.sessionContext({ batchTransaction: true }, async (session) =>
      reader.remember('In a batch', { session }),
    );
    await expect(inBatch).rejects.toThrow(ReadOnlyError);
    expect((await reader.forget('kept', { dryRun: true })).nodes).toHaveLength(1);
    expect((await memory.list()).items.map(({ id }) => id)).toEqual(['kept']);
  });
});

it('opens no file that is not there, and makes none', async () => {
  const file = join(import.meta.dirname, 'no-such-file.db');
  const adapter = new SqliteAdapter({ file, readOnly: true });
  await expect(adapter.getDecisions()).rejects.toMatchObject({ code: 'SCHEMA_MISSING' });
});

describeNeo4j('READ access (neo4j)', () => {
  it('is what the server refuses to write with, whatever is sent', async () => {
    await using adapter = new Neo4jAdapter({ ...neo4jAddress(), readOnly: true, space: 'unseen' });
    const context = adapter.sessionContext();
    // Past the refusal of the engine itself: a context sends what it is given.
    await expect(adapter.createEntity({ name: 'Ada' }, { session: context })).rejects.toThrow(
      ReadOnlyError,
    );
    await context.close();
  });
});
