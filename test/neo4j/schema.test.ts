import { afterAll, beforeAll, expect, it } from 'vitest';

import { Neo4jEngine } from '../../src/engines/neo4j/neo4j-engine.ts';
import { schemaVersion } from '../../src/engines/neo4j/statements/schema-statements.ts';
import { Neo4jServer } from '../support/neo4j-server.ts';
import { describeNeo4j } from '../support/neo4j.ts';
import { openDriver } from './engines.ts';

// The schema belongs to the whole database, so these tests have a server of their own.
describeNeo4j('the schema', () => {
  let server: Neo4jServer | undefined;
  const address = (): Neo4jServer => {
    if (server === undefined) throw new Error('The server has not been started');
    return server;
  };
  const open = (migrate = false): Neo4jEngine => {
    const { url, username, password } = address();
    return new Neo4jEngine({ url, username, password, migrate, warm: false });
  };
  const run = async (text: string): Promise<void> => {
    await using driver = openDriver(address());
    await driver.executeQuery(text, {}, { database: 'neo4j' });
  };
  beforeAll(async () => {
    server = await Neo4jServer.open();
  }, 180_000);
  afterAll(async () => {
    await server?.close();
  });

  it('is asked for when it is missing, and health says so', async () => {
    await using engine = open();
    await expect(engine.ready({})).rejects.toMatchObject({ code: 'SCHEMA_MISSING' });
    const health = await engine.health({});
    expect(health.schema.version).toBe(0);
    expect(health.schema.problems[0]).toMatch(/has not been applied/);
  });

  it('is not applied over something else of the same name', async () => {
    await run('CREATE INDEX memos_graph_memory_kind FOR (n:Other) ON (n.x)');
    await using engine = open();
    await expect(engine.applySchema({})).rejects.toMatchObject({
      code: 'SCHEMA_CONFLICT',
      message: expect.stringContaining('memos_graph_memory_kind'),
    });
    await run('DROP INDEX memos_graph_memory_kind');
  });

  it('is not applied beside an index that stands in its place', async () => {
    await run('CREATE INDEX in_the_way FOR (n:MemoryNode) ON (n.space, n.id)');
    await using engine = open();
    await expect(engine.applySchema({})).rejects.toMatchObject({
      code: 'SCHEMA_CONFLICT',
      message: expect.stringContaining(':MemoryNode(space, id)'),
    });
    await run('DROP INDEX in_the_way');
  });

  it('names the doubles that keep a constraint from being made', async () => {
    await run("UNWIND [1, 2] AS x CREATE (:MemoryNode {space: 's', id: 'i'})");
    await using engine = open();
    await expect(engine.applySchema({})).rejects.toMatchObject({
      code: 'SCHEMA_CONFLICT',
      message: expect.stringContaining('same space and id'),
    });
    await run('MATCH (n:MemoryNode) DELETE n');
  });

  it('is applied by eight engines at once', async () => {
    const engines = Array.from({ length: 8 }, () => open(true));
    await Promise.all(engines.map((engine) => engine.ready({})));
    const statuses = await Promise.all(engines.map((engine) => engine.schemaStatus({})));
    for (const status of statuses)
      expect(status).toEqual({
        version: schemaVersion,
        wanted: schemaVersion,
        problems: [],
        applied: [],
      });
    await Promise.all(engines.map((engine) => engine.close()));
  });

  it('is not touched when it is newer', async () => {
    await run('MATCH (s:MemosGraphSchema) SET s.version = 99');
    await using engine = open(true);
    await expect(engine.ready({})).rejects.toMatchObject({ code: 'SCHEMA_NEWER' });
    await expect(engine.applySchema({})).rejects.toMatchObject({ code: 'SCHEMA_NEWER' });
    await run(`MATCH (s:MemosGraphSchema) SET s.version = ${schemaVersion}`);
  });

  it('tells what has been dropped, and puts it back', async () => {
    await run('DROP INDEX memos_graph_about_latest');
    await using engine = open();
    expect((await engine.schemaStatus({})).problems).toEqual([
      'memos_graph_about_latest on :ABOUT(context, at) is missing',
    ]);
    expect((await engine.applySchema({})).applied).toEqual([
      'made the index memos_graph_about_latest',
    ]);
  });
});
