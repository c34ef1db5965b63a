import { MemOS, Neo4jAdapter } from 'memos-graph';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { analysisVersion } from '../../src/analysis/analyse-memory.ts';
import { spaceToken } from '../../src/engine/facets.ts';
import { Neo4jServer } from '../support/neo4j-server.ts';
import { describeNeo4j } from '../support/neo4j.ts';
import { openDriver } from './engines.ts';

/** What the first version of the schema did not have. */
const takenBack = [
  'DROP INDEX memos_graph_memory_terms',
  'DROP INDEX memos_graph_memory_session',
  'MATCH (s:MemosGraphSchema) SET s.version = 1',
];

/** Memories and their session as the first version stored them. */
const oldRows = `
CREATE (s:MemoryNode:Session {space: 'default', id: 's', kind: 'session', status: 'open', createdAt: datetime('2026-01-01'), orderKey: '2026-01-01|s'})
WITH s
UNWIND $rows AS row
CREATE (n:MemoryNode:Memory:Note {space: 'default', id: row.id, kind: 'note', status: 'active', content: row.content, text: row.content, scope: $scope + ' kdnote', orderKey: row.at + '|' + row.id})
SET n.createdAt = datetime(row.at), n.occurredAt = datetime(row.at), n.validFrom = datetime(row.at)
CREATE (n)-[:DURING]->(s)`;

const rows = ['Quokkas were seen', 'Bring a camera', 'Nothing else'].map((content, index) => ({
  id: `m${index}`,
  content,
  at: `2026-01-0${index + 1}T00:00:00.000Z`,
}));

const idsFor = async (memory: MemOS, question: string): Promise<readonly string[]> =>
  (await memory.recall(question)).memories.map(({ id }) => id).toSorted();

// The schema belongs to the whole database, so this has a server of its own.
describeNeo4j('a database of the first version of the schema', () => {
  let server: Neo4jServer | undefined;
  beforeAll(async () => {
    server = await Neo4jServer.open();
  }, 180_000);
  afterAll(async () => {
    await server?.close();
  });

  it('is migrated, usable at once, and reindexed later', { timeout: 240_000 }, async () => {
    if (server === undefined) throw new Error('The server has not been started');
    const { url, username, password } = server;
    const open = (): MemOS =>
      new MemOS(new Neo4jAdapter({ url, username, password, space: 'default', warm: true }));
    await using driver = openDriver(server);
    const run = async (text: string, parameters: object = {}) =>
      (await driver.executeQuery(text, parameters, { database: 'neo4j' })).records;

    await using first = open();
    await first.adapter.applySchema();
    for (const text of takenBack) await run(text);
    await run(oldRows, { rows, scope: spaceToken('default') });
    await using memory = open();
    await expect(memory.recall('quokkas')).rejects.toMatchObject({ code: 'SCHEMA_MISSING' });
    expect((await memory.adapter.applySchema()).applied).toHaveLength(2);

    expect(await idsFor(memory, 'quokkas')).toEqual(['m0']);
    const at = '2026-01-04T00:00:00.000Z';
    await memory.remember('A quokka jumped', { id: 'new', sessionId: 's', occurredAt: at });
    expect(await idsFor(memory, 'quokkas')).toEqual(['m0', 'new']);
    const analysis = { version: analysisVersion, outdated: 3 };
    expect(await memory.health()).toMatchObject({ ok: true, analysis });

    expect(await memory.reindex()).toMatchObject({ reindexed: 3 });
    expect((await memory.health()).analysis).toEqual({ ...analysis, outdated: 0 });
    expect(await idsFor(memory, 'quokka')).toEqual(['m0', 'm1', 'm2', 'new']);
    expect(await idsFor(memory, 'camera')).toEqual(['m1', 'm2', 'new']);
    const left = await run(
      'MATCH (n:Memory) WHERE n.text IS NOT NULL OR n.scope IS NOT NULL RETURN n',
    );
    expect(left).toEqual([]);
  });
});
