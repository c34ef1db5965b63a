import { entityId, type MemOS } from 'memos-graph';
import { expect, it } from 'vitest';

import { describeNeo4j } from '../support/neo4j.ts';
import { contents, exported, failure, failureFacts } from './answers.ts';
import { describeEngines, neo4jSpaces } from './engines.ts';

const counts = async (memory: MemOS) => (await memory.health()).counts;

const daysAgo = (days: number): Date => new Date(Date.now() - days * 86_400_000);

// Each of these failed, or did nothing and said it had, in the system this one replaces.
describeEngines('what the original got wrong', (open) => {
  it('remember links a memory to its entities', async () => {
    await using memory = await open();
    const { id } = await memory.remember('We use Postgres', {
      kind: 'decision',
      entities: ['Ann', 'Postgres'],
    });
    const links = (await exported(memory)).filter((line) => 'about' in Object(line));
    expect(links).toMatchObject([
      { node: { id }, about: [entityId('Ann'), entityId('Postgres')].toSorted() },
    ]);
    expect(await counts(memory)).toMatchObject({ links: 2 });
  });

  it('remember keeps the text and the entities of a memory without a kind', async () => {
    await using memory = await open();
    const { id, kind } = await memory.remember('Ann prefers tea', { entities: ['Ann'] });
    expect(kind).toBe('note');
    expect((await memory.get(id)).items).toMatchObject([
      { content: 'Ann prefers tea', entities: [{ name: 'Ann' }] },
    ]);
  });

  it('recall uses the text of the question, finds notes, and finds what is older than ten others', async () => {
    await using memory = await open();
    await memory.remember('The safe is behind the painting', {
      kind: 'decision',
      occurredAt: '2020-01-01',
    });
    await memory.remember('The painting is a copy', { occurredAt: '2020-01-02' });
    for (let index = 0; index < 15; index += 1)
      await memory.remember(`Lunch ${index}`, { kind: 'decision' });
    expect(contents((await memory.recall('where is the painting?')).memories)).toEqual(
      expect.arrayContaining(['The safe is behind the painting', 'The painting is a copy']),
    );
    expect((await memory.recall('where is the painting?')).memories).toHaveLength(2);
  });

  it('two patterns that begin with the same word stay two', async () => {
    await using memory = await open();
    await memory.remember('I work best in the morning', { kind: 'pattern' });
    await memory.remember('I avoid phone calls', { kind: 'pattern' });
    expect(contents((await memory.adapter.getPatterns({ order: 'oldest' })).items)).toEqual([
      'I work best in the morning',
      'I avoid phone calls',
    ]);
  });

  it('getDecisions since some days ago answers the decisions since then', async () => {
    await using memory = await open();
    await memory.adapter.recordDecision({ content: 'Long ago', occurredAt: daysAgo(8) });
    await memory.adapter.recordDecision({ content: 'Lately', occurredAt: daysAgo(3) });
    await memory.adapter.recordDecision({ content: 'Now' });
    const { items } = await memory.adapter.getDecisions({ since: daysAgo(7) });
    expect(contents(items)).toEqual(['Now', 'Lately']);
  });

  it('the context of an entity holds the memories that named it', async () => {
    await using memory = await open();
    for (const kind of ['note', 'decision', 'commitment'] as const)
      await memory.remember(`A ${kind} about Ann`, { kind, entities: ['Ann'] });
    const context = await memory.getEntityContext('Ann');
    expect([context.memoryCount, context.memories.length]).toEqual([3, 3]);
  });

  it('one batch stores decisions, entities and the links between them', async () => {
    await using memory = await open();
    const { items } = await memory.adapter.storeMemoryBatch([
      { id: 'cause', content: 'The mill closed', entities: ['Mill'] },
      {
        kind: 'decision',
        content: 'Buy elsewhere',
        entities: ['Mill', 'Ann'],
        links: [
          { type: 'LEADS_TO', from: 'cause' },
          { type: 'INVOLVES', to: entityId('Ann') },
        ],
      },
    ]);
    expect(items.every((item) => 'created' in item && item.created)).toBe(true);
    expect(await counts(memory)).toMatchObject({
      links: 5,
      nodes: { entity: 2, note: 1, decision: 1 },
    });
  });

  it('a failed batch that is not atomic says of each item what became of it', async () => {
    await using memory = await open();
    const { items } = await memory.adapter.storeMemoryBatch(
      [
        { id: 'kept', content: 'kept', entities: ['Ann'] },
        { id: 'bad', content: 'bad', links: [{ type: 'X', to: 'gone' }] },
      ],
      { atomic: false },
    );
    expect(items).toMatchObject([
      { id: 'kept', created: true },
      { error: { code: 'NODE_NOT_FOUND' } },
    ]);
    expect((await memory.get(['kept', 'bad'])).items).toMatchObject([{ id: 'kept' }]);
  });

  it('a failed atomic batch answers an error and nothing that was created', async () => {
    await using memory = await open();
    const batch = memory.adapter.createEntitiesBatch([
      { name: 'One' },
      { name: '' },
      { name: 'Three' },
    ]);
    const facts = await failureFacts(batch);
    expect(facts).toEqual({
      code: 'INVALID_INPUT',
      name: 'InvalidInputError',
      retryable: false,
      field: 'items[1].name',
      message: 'Item 1: Expected `name` to be a name that is not empty, got ""',
    });
    expect(await counts(memory)).toMatchObject({ nodes: { entity: 0 } });
  });

  it.each([false, true])(
    'eight calls at once on one context succeed (batch: %s)',
    async (batchTransaction) => {
      await using memory = await open();
      const answers = await memory.sessionContext({ batchTransaction }, (session) =>
        Promise.all(
          Array.from({ length: 8 }, (_, index) =>
            memory.remember(`Call ${index}`, { session, entities: ['Ann'] }),
          ),
        ),
      );
      expect(answers.every(({ created }) => created)).toBe(true);
      expect((await memory.getEntityContext('Ann')).memoryCount).toBe(8);
    },
  );

  it('sixteen creators of one entity make one node, and links reach it by name', async () => {
    await using memory = await open();
    const made = await Promise.all(
      Array.from({ length: 16 }, () => memory.adapter.createEntity({ name: 'Ann' })),
    );
    expect(made.filter(({ created }) => created)).toHaveLength(1);
    expect(await counts(memory)).toMatchObject({ nodes: { entity: 1 } });
    expect((await memory.remember('x', { entities: ['ann'] })).entities[0]?.id).toBe(made[0]?.id);
  });

  it('messages that come at once in one session are stored once each', async () => {
    await using memory = await open();
    await memory.adapter.startSession({ id: 'chat' });
    const message = (index: number) =>
      memory.remember(`Message ${index}`, { id: `message-${index}`, sessionId: 'chat' });
    await Promise.all(Array.from({ length: 16 }, (_, index) => message(index)));
    await Promise.all(Array.from({ length: 16 }, (_, index) => message(index)));
    await message(16);
    expect(await counts(memory)).toMatchObject({ links: 17, nodes: { note: 17 } });
  });

  it('a call that is sent again after a lost answer stores nothing twice', async () => {
    await using memory = await open();
    const send = () =>
      memory.remember('Sent', { id: 'key', kind: 'commitment', to: 'Ann', dueAt: '2024-03-01' });
    await send();
    expect((await send()).created).toBe(false);
    expect(await counts(memory)).toMatchObject({ links: 1, nodes: { commitment: 1, entity: 1 } });
  });

  it('a link to a node that is not there is an error, not a success', async () => {
    await using memory = await open();
    await memory.remember('x', { id: 'x' });
    expect(await failure(memory.relate('x', 'LEADS_TO', 'y'))).toMatchObject({
      code: 'NODE_NOT_FOUND',
    });
    expect(await counts(memory)).toMatchObject({ links: 0 });
  });
});

describeNeo4j('queryGraph', () => {
  const open = neo4jSpaces();

  it('takes a word of writing in the name of a property or in a text for no writing', async () => {
    await using memory = await open();
    await memory.remember('Nothing is DELETEd here', { id: 'x' });
    const { rows, columns } = await memory.adapter.queryGraph({
      cypher: `MATCH (n:MemoryNode {space: $space}) WHERE n.content CONTAINS 'DELETE'
               RETURN n.id AS id, n.created_at AS created_at, n.content AS \`set\`, 'MERGE (x)' AS text // CREATE`,
      params: { space: memory.adapter.space },
    });
    expect(columns).toEqual(['id', 'created_at', 'set', 'text']);
    expect(rows).toEqual([
      { id: 'x', created_at: null, set: 'Nothing is DELETEd here', text: 'MERGE (x)' },
    ]);
  });

  it.each([
    'CREATE (n:Stray {x: 1}) RETURN n',
    'MATCH (n:MemoryNode) SET n.content = 1',
    'MATCH (n:MemoryNode) DETACH DELETE n',
    'MERGE (n:Stray) RETURN n',
    'MATCH (n:MemoryNode) REMOVE n.content',
    'MATCH (n) CALL (n) { CREATE (m:Stray) RETURN m } RETURN m',
    'FOREACH (x IN [1] | CREATE (:Stray))',
    'LOAD CSV FROM "file:///etc/passwd" AS row RETURN row',
    'CREATE INDEX FOR (n:Stray) ON (n.x)',
    'SHOW USERS',
    'CALL dbms.listConfig() YIELD name RETURN name',
    'RETURN 1; MATCH (n) DELETE n',
    '/* RETURN */ CREA/**/TE (n)',
    'EXPLAIN CREATE (n)',
    'USE system MATCH (n) RETURN n',
  ])('refuses %s and changes nothing', async (cypher) => {
    await using memory = await open();
    await memory.remember('x', { id: 'x' });
    const before = await exported(memory);
    const { code } = await failure(memory.adapter.queryGraph({ cypher }));
    expect(['QUERY_REFUSED', 'QUERY_FAILED']).toContain(code);
    expect(await exported(memory)).toEqual(before);
  });
});
