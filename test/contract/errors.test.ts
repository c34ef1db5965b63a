import type { MemOS } from 'memos-graph';
import { expect, it } from 'vitest';

import { analysisVersion } from '../../src/analysis/analyse-memory.ts';
import { schemaVersion as neo4jSchemaVersion } from '../../src/engines/neo4j/statements/schema-statements.ts';
import { schemaVersion as sqliteSchemaVersion } from '../../src/engines/sqlite/schema.ts';
import { countsOf, failureFacts } from './answers.ts';
import { describeEngines } from './engines.ts';

const day = '2024-01-01T00:00:00.000Z';

const imported = {
  id: 'imported',
  kind: 'note',
  status: 'active',
  content: 'x',
  createdAt: day,
  occurredAt: day,
  validFrom: day,
};

/** Every operation, with input that would do. */
function calls(
  memory: MemOS,
  signal?: AbortSignal,
): Readonly<Record<string, () => Promise<unknown>>> {
  const { adapter } = memory;
  const call = signal === undefined ? {} : { signal };
  return {
    createEntity: () => adapter.createEntity({ name: 'x' }, call),
    linkNodes: () => adapter.linkNodes({ from: 'a', type: 'X', to: 'b' }, call),
    recordDecision: () => adapter.recordDecision({ content: 'x' }, call),
    createCommitment: () => adapter.createCommitment({ content: 'x' }, call),
    recordPattern: () => adapter.recordPattern({ content: 'x' }, call),
    completeCommitment: () => adapter.completeCommitment({ id: 'x' }, call),
    getCommitments: () => adapter.getCommitments({}, call),
    getDecisions: () => adapter.getDecisions({}, call),
    getPatterns: () => adapter.getPatterns({}, call),
    findRelated: () => adapter.findRelated({ id: 'x' }, call),
    getEntityContext: () => adapter.getEntityContext({ name: 'x' }, call),
    startSession: () => adapter.startSession({}, call),
    endSession: () => adapter.endSession({ id: 'x' }, call),
    createEntitiesBatch: () => adapter.createEntitiesBatch([{ name: 'x' }], call),
    linkNodesBatch: () => adapter.linkNodesBatch([{ from: 'a', type: 'X', to: 'b' }], call),
    recordPatternsBatch: () => adapter.recordPatternsBatch([{ content: 'x' }], call),
    createCommitmentsBatch: () => adapter.createCommitmentsBatch([{ content: 'x' }], call),
    storeMemoryBatch: () => adapter.storeMemoryBatch([{ content: 'x' }], call),
    remember: () => memory.remember('x', call),
    recall: () => memory.recall('x', call),
    relate: () => memory.relate('a', 'X', 'b', undefined, call),
    reflect: () => memory.reflect(call),
    findCorrelations: () => memory.findCorrelations(call),
    forget: () => memory.forget('x', call),
    get: () => memory.get('x', call),
    list: () => memory.list(call),
    whatLedTo: () => memory.whatLedTo('x', call),
    whatResultedFrom: () => memory.whatResultedFrom('x', call),
    export: async () => {
      for await (const line of memory.export(call)) void line;
    },
    import: () => memory.import([{ format: 'memos-graph', version: 1 }, { node: imported }], call),
  };
}

describeEngines('errors', (open, engine) => {
  it('refuse every call after close, which may be called twice', async () => {
    await using memory = await open({ own: true });
    await memory.remember('x');
    await memory.close();
    await memory.close();
    const facts = await Promise.all(
      Object.values(calls(memory)).map((call) => failureFacts(call())),
    );
    for (const fact of facts)
      expect(fact).toMatchObject({
        code: 'CLOSED',
        retryable: false,
        message: 'This memory is closed; open it again with openMemory()',
      });
  });

  it('let calls that are running finish before closing', async () => {
    await using memory = await open({ own: true });
    await memory.remember('first');
    const running = Array.from({ length: 10 }, (_, index) => memory.remember(`running ${index}`));
    const [, ...answers] = await Promise.all([memory.close(), ...running]);
    expect(answers.every(({ created }) => created)).toBe(true);
  });

  it('stop every call whose signal is aborted, before anything is written', async () => {
    await using memory = await open();
    const facts = await Promise.all(
      Object.values(calls(memory, AbortSignal.abort())).map((call) => failureFacts(call())),
    );
    for (const fact of facts)
      expect(fact).toMatchObject({
        code: 'ABORTED',
        mayBeApplied: false,
        message: 'The call was aborted before it was sent; nothing was written',
      });
    expect((await memory.list()).items).toEqual([]);
    const session = memory.sessionContext({ batchTransaction: true });
    await memory.remember('x', { session });
    expect(await failureFacts(memory.list({ session, signal: AbortSignal.abort() }))).toMatchObject(
      { code: 'ABORTED' },
    );
    await session.commit();
    expect((await memory.list()).items).toHaveLength(1);
  });

  it('refuse fields that are not known, by name', async () => {
    await using memory = await open();
    const { adapter } = memory;
    const extra = { extra: 1 } as object;
    const attempts: readonly (readonly [Promise<unknown>, string])[] = [
      [adapter.createEntity({ name: 'x', ...extra }), 'extra'],
      [adapter.linkNodes({ from: 'a', type: 'X', to: 'b', ...extra }), 'extra'],
      [adapter.recordDecision({ content: 'x', ...({ dueAt: '2024-01-01' } as object) }), 'dueAt'],
      [adapter.createCommitment({ content: 'x', ...({ rationale: 'x' } as object) }), 'rationale'],
      [adapter.recordPattern({ content: 'x', ...({ supersedes: [] } as object) }), 'supersedes'],
      [adapter.completeCommitment({ id: 'x', ...extra }), 'extra'],
      [adapter.startSession(extra), 'extra'],
      [adapter.endSession({ id: 'x', ...extra }), 'extra'],
      [adapter.getCommitments(extra), 'extra'],
      [adapter.getDecisions({ ...extra }), 'extra'],
      [adapter.getPatterns(extra), 'extra'],
      [adapter.findRelated({ id: 'x', ...extra }), 'extra'],
      [adapter.getEntityContext({ name: 'x', ...extra }), 'extra'],
      [memory.remember('x', extra), 'extra'],
      [memory.recall('x', extra), 'extra'],
      [memory.reflect(extra), 'extra'],
      [memory.findCorrelations(extra), 'extra'],
      [memory.list(extra), 'extra'],
      [memory.whatLedTo('x', extra), 'extra'],
      [adapter.storeMemoryBatch([{ content: 'x', ...extra }]), 'extra'],
    ];
    for (const [attempt, field] of attempts) {
      const { code, message } = await failureFacts(attempt);
      expect([code, message]).toEqual([
        'INVALID_INPUT',
        expect.stringContaining(`\`${field}\` is not known here; leave it out or correct its name`),
      ]);
    }
  });

  it('say in one sentence what was wrong with an input, without a stack or a word of the database', async () => {
    await using memory = await open();
    const sentences = await Promise.all(
      [
        memory.remember('x', { id: 'two words' }),
        memory.remember('x', { confidence: Number.NaN }),
        memory.relate('a', 'leads to', 'b'),
        memory.relate('a', 'X', 'a'),
        memory.relate('a', 'X', 'b', { x: undefined, y: 1n }),
        memory.getEntityContext(''),
        memory.whatLedTo('x', { depth: 7 }),
        memory.get('a b'),
        memory.space('x').list({ entity: '' }),
      ].map(async (attempt) => (await failureFacts(attempt))['message']),
    );
    expect(sentences).toMatchInlineSnapshot(`
      [
        "Expected \`id\` to be an id of visible characters without spaces, got "two words"",
        "Expected \`confidence\` to be a number, got NaN",
        "Expected \`type\` to be a link type in UPPER_SNAKE_CASE, such as LEADS_TO, got "leads to"",
        "Expected \`to\` to be another node than \`from\`, got "a"",
        "Expected \`properties.y\` to be a text or a number or true or false or null or a list or an object, got a bigint",
        "Expected \`name\` to be a name that is not empty, got """,
        "Expected \`depth\` to be at most 6, got 7",
        "Expected \`ids[0]\` to be an id of visible characters without spaces, got "a b"",
        "Expected \`entity\` to be a name that is not empty, got """,
      ]
    `);
  });

  it('tell that Cypher needs Neo4j', async () => {
    await using memory = await open();
    const query = memory.adapter.queryGraph({ cypher: 'RETURN 1 AS one' });
    const facts = engine === 'neo4j' ? await query : await failureFacts(query);
    expect(facts).toMatchObject(
      engine === 'neo4j'
        ? { columns: ['one'], rows: [{ one: 1 }] }
        : {
            code: 'CAPABILITY_MISSING',
            message:
              'queryGraph needs Cypher, which the sqlite engine does not have; open the memory with a neo4j:// or bolt:// url for it',
          },
    );
  });

  it('do not come from health, which says what there is', async () => {
    await using memory = await open();
    await memory.remember('x', { entities: ['Ada'] });
    const schemaVersion = engine === 'neo4j' ? neo4jSchemaVersion : sqliteSchemaVersion;
    const { latencyMs, version, location, problems, advice, ...health } = await memory.health();
    expect(health).toEqual({
      ok: true,
      engine: engine === 'neo4j' ? 'neo4j' : 'sqlite',
      space: memory.adapter.space,
      schema: { version: schemaVersion, wanted: schemaVersion, problems: [], applied: [] },
      counts: {
        nodes: countsOf({ note: 1, entity: 1 }),
        links: 1,
      },
      analysis: { version: analysisVersion, outdated: 0 },
    });
    expect(latencyMs).toBeGreaterThanOrEqual(0);
    expect(version).toMatch(/^\d+\.\d+/);
    expect(location).not.toContain('password');
    expect(problems).toEqual([]);
    expect(advice.join(' ')).toMatch(engine === 'neo4j' ? /LOAD CSV|neo4j\.conf/ : /^$/);
  });
});
