import { Adapter, MemOS, openMemory, type Receipt, type SessionContext } from 'memos-graph';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { BoltProxy } from '../support/bolt-proxy.ts';
import { describeNeo4j, neo4jAddress } from '../support/neo4j.ts';
import { type Budget, one, spent, Wire } from './wire.ts';

type Call = (memory: MemOS) => Promise<{ readonly receipt: Receipt }>;

const remembering: Readonly<Record<string, Call>> = {
  'remember with two new entities, links and something superseded': (memory) =>
    memory.remember('Buy flour from Harrow Mill', {
      kind: 'decision',
      entities: ['Harrow Mill', 'Flour'],
      supersedes: ['decision'],
      links: [{ type: 'LEADS_TO', from: 'note' }],
    }),
  'remember with 50 new entities, links and something superseded': (memory) =>
    memory.remember('Everyone came', {
      entities: Array.from({ length: 50 }, (_, index) => `Guest ${index}`),
      supersedes: ['other-note'],
      links: [{ type: 'LEADS_TO', from: 'note' }],
    }),
  'remember with a link of a type of its own': (memory) =>
    memory.remember('The mill is closed', { links: [{ type: 'BLOCKED_BY', to: 'note' }] }),
  'remember during a session': (memory) =>
    memory.remember('The oven is warm', { sessionId: 'session' }),
  'recall over three kinds': (memory) =>
    memory.recall('Who buys flour?', { kinds: ['decision', 'commitment', 'note'] }),
  'storeMemoryBatch of 100, all or nothing': ({ adapter }) =>
    adapter.storeMemoryBatch(
      Array.from({ length: 100 }, (_, index) => ({
        content: `Delivery ${index}`,
        entities: ['Flour', `Driver ${index % 10}`],
      })),
    ),
};

/** Every operation of the adapter by the name of its method, each with what it needs to have something to do. */
const operations: Readonly<Record<string, Call>> = {
  createEntity: ({ adapter }) =>
    adapter.createEntity({ name: 'Ada Lovelace', type: 'person', aliases: ['Ada'] }),
  linkNodes: ({ adapter }) =>
    adapter.linkNodes({ from: 'note', type: 'LEADS_TO', to: 'commitment' }),
  recordDecision: ({ adapter }) =>
    adapter.recordDecision({ content: 'Bake on Mondays', entities: ['Oven'] }),
  createCommitment: ({ adapter }) =>
    adapter.createCommitment({ content: 'Clean the oven', to: 'Ada' }),
  recordPattern: ({ adapter }) => adapter.recordPattern({ content: 'Flour runs out on Fridays' }),
  completeCommitment: ({ adapter }) =>
    adapter.completeCommitment({ id: 'commitment', outcome: 'Done' }),
  startSession: ({ adapter }) => adapter.startSession({ agent: 'Planner', topic: 'Flour' }),
  endSession: ({ adapter }) => adapter.endSession({ id: 'session', summary: 'Done' }),
  getCommitments: ({ adapter }) => adapter.getCommitments({ order: 'due' }),
  getDecisions: ({ adapter }) => adapter.getDecisions({ entity: 'Northwind' }),
  getPatterns: ({ adapter }) => adapter.getPatterns({ domain: 'stock' }),
  findRelated: ({ adapter }) => adapter.findRelated({ id: 'note', depth: 3 }),
  getEntityContext: ({ adapter }) => adapter.getEntityContext({ name: 'northwind' }),
  createEntitiesBatch: ({ adapter }) =>
    adapter.createEntitiesBatch([{ name: 'Kettle' }, { name: 'Scales', type: 'tool' }]),
  linkNodesBatch: ({ adapter }) =>
    adapter.linkNodesBatch([
      { from: 'note', type: 'RELATED_TO', to: 'decision' },
      { from: 'note', type: 'RELATED_TO', to: 'session' },
    ]),
  recordPatternsBatch: ({ adapter }) =>
    adapter.recordPatternsBatch([
      { content: 'The oven cools slowly', evidence: ['note'] },
      { content: 'The mill is closed in May' },
    ]),
  createCommitmentsBatch: ({ adapter }) =>
    adapter.createCommitmentsBatch([{ content: 'Call the mill' }, { content: 'Buy yeast' }]),
  storeMemoryBatch: ({ adapter }) =>
    adapter.storeMemoryBatch([{ content: 'One' }, { content: 'Two' }], { atomic: false }),
};

/** Every verb of the memory, in the same way. */
const verbs: Readonly<Record<string, Call>> = {
  remember: (memory) => memory.remember('It rains'),
  recall: (memory) => memory.recall('flour'),
  relate: (memory) => memory.relate('note', 'PRECEDED_BY', 'decision'),
  forget: (memory) => memory.forget('slip'),
  findCorrelations: (memory) => memory.findCorrelations({ outcome: 'flour' }),
  get: (memory) => memory.get(['note', 'decision', 'nothing']),
  list: (memory) => memory.list({ order: 'oldest' }),
  getEntityContext: (memory) => memory.getEntityContext('Northwind'),
  whatLedTo: (memory) => memory.whatLedTo('commitment'),
  whatResultedFrom: (memory) => memory.whatResultedFrom('note'),
};

/** Methods whose cost is another test's, or that cost nothing, or as much as there is to do. */
const apart = {
  // The ones that have no cost, what the others are made of, and what looks at the schema part by part.
  adapter: `constructor engine changeSet inSpace openContext sessionContext close
    write read batch
    health ready metrics applySchema schemaStatus
    queryGraph`,
  memory: 'constructor space sessionContext close health export import reflect reindex',
};

const methodsOf = (type: { readonly prototype: object }): readonly string[] =>
  Object.getOwnPropertyNames(type.prototype).toSorted();

describe('the budgets', () => {
  it('name every operation and every verb', () => {
    const adapter = [...Object.keys(operations), ...apart.adapter.split(/\s+/)];
    const memory = [...Object.keys(verbs), ...apart.memory.split(/\s+/)];
    expect(methodsOf(Adapter)).toEqual(adapter.toSorted());
    expect(methodsOf(MemOS)).toEqual(memory.toSorted());
  });
});

async function writeWhatIsAsked(memory: MemOS): Promise<void> {
  await memory.adapter.startSession({ id: 'session', agent: 'Planner' });
  await memory.adapter.storeMemoryBatch([
    { id: 'note', content: 'Flour is cheap at Northwind', entities: ['Northwind', 'Flour'] },
    { id: 'other-note', content: 'Nobody came' },
    { id: 'slip', content: 'A slip of the pen' },
    { id: 'decision', kind: 'decision', content: 'Buy flour from Northwind' },
    { id: 'commitment', kind: 'commitment', content: 'Send Ada the invoice' },
  ]);
}

const times = (count: number): readonly number[] => Array.from({ length: count }, (_, at) => at);

describeNeo4j('on the wire', () => {
  let wire: Wire;
  /** Where every call is made once before it counts, so that the server has planned it. */
  let rehearsal: MemOS;
  beforeAll(async () => {
    wire = await Wire.open();
    await wire.plan();
    rehearsal = wire.otherSpace();
    for (const memory of [wire.memory, rehearsal]) await writeWhatIsAsked(memory);
  }, 180_000);
  afterAll(() => wire[Symbol.asyncDispose]());

  describe('one session, one transaction, one statement, one round trip are what is spent by', () => {
    it.each([
      ...Object.entries(remembering),
      ...Object.entries(operations),
      ...Object.entries(verbs),
    ])('%s', async (_name, call) => {
      await call(rehearsal);
      expect(await wire.costsOf(() => call(wire.memory))).toEqual(spent(one));
    });
  });

  it('reflect takes at most two round trips', async () => {
    const { answer, cost } = await wire.costOf(() => wire.memory.reflect());
    expect(answer.receipt).toMatchObject({ ...cost, retries: 0 });
    expect(cost.roundTrips).toBeLessThanOrEqual(2);
    expect(cost.transactions).toBeLessThanOrEqual(2);
  });

  it('queryGraph looks at a new text first, and only then', async () => {
    const cypher = `MATCH (n:Note {space: $space}) RETURN count(n) AS notes, ${performance.now()} AS now`;
    const two = { sessions: 2, transactions: 2, statements: 2, roundTrips: 2 };
    const ask = () =>
      wire.memory.adapter.queryGraph({ cypher, params: { space: wire.memory.adapter.space } });
    expect(await wire.costsOf(ask)).toEqual(spent(two));
    expect(await wire.costsOf(ask)).toEqual(spent(one));
  });

  it('20 awaited operations of a batch are one transaction, and its commit is one more round trip', async () => {
    const work = async (session: SessionContext): Promise<SessionContext> => {
      for (const index of times(20)) await wire.memory.remember(`In a batch ${index}`, { session });
      return session;
    };
    const budget: Budget = { sessions: 1, transactions: 1, statements: 20, roundTrips: 21 };
    const batch = () => wire.memory.sessionContext({ batchTransaction: true }, work);
    expect(await wire.costsOf(batch)).toEqual(spent(budget));
  });

  it('20 awaited operations that share a session are 20 transactions in 20 round trips', async () => {
    const work = async (session: SessionContext): Promise<SessionContext> => {
      for (const index of times(20)) await wire.memory.remember(`In line ${index}`, { session });
      return session;
    };
    const budget: Budget = { sessions: 1, transactions: 20, statements: 20, roundTrips: 20 };
    expect(await wire.costsOf(() => wire.memory.sessionContext({}, work))).toEqual(spent(budget));
  });

  it('a batch that is rolled back ends in one round trip', async () => {
    const session = wire.memory.sessionContext({ batchTransaction: true });
    await wire.memory.remember('Never kept', { session });
    const { cost } = await wire.costOf(() => session.rollback());
    expect(cost).toEqual({ transactions: 0, statements: 0, roundTrips: 1 });
  });

  it('a context in which nothing is done sends nothing', async () => {
    const { cost } = await wire.costOf(() =>
      wire.memory.sessionContext({ batchTransaction: true }, async () => {}),
    );
    expect(cost).toEqual({ transactions: 0, statements: 0, roundTrips: 0 });
  });
});

describeNeo4j('opening, when the schema is in place,', () => {
  it.each([
    { warm: false, statements: 1 },
    { warm: true, statements: 4 },
  ])('takes $statements statements, warm: $warm', async ({ warm, statements }) => {
    await (await openMemory({ ...neo4jAddress(), migrate: true, warm: true })).close();
    await using proxy = await BoltProxy.open(neo4jAddress().url);
    await using memory = await openMemory({ ...neo4jAddress(), url: proxy.url, warm });
    expect(memory.adapter.space).toBe('default');
    const { connections, messages, ...others } = proxy.counts;
    expect(others).toEqual({ transactions: statements, statements, roundTrips: statements });
    expect(connections).toBe(1);
    expect(messages).toMatchObject({ HELLO: 1, LOGON: 1, RUN: statements, PULL: statements });
  });
});
