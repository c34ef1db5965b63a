import { type MemOS } from 'memos-graph';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { type Served, served } from '../http/support/served.ts';
import { connectHttp, type TestClient } from '../mcp/support/clients.ts';
import { describeNeo4j } from '../support/neo4j.ts';
import { Wire } from './wire.ts';

interface ToolCall {
  readonly tool: string;
  readonly given: Record<string, unknown>;
  /** What the library does for the same. */
  readonly operation: (memory: MemOS) => Promise<unknown>;
  /** How many round trips that is; left out where it depends on how much there is to do. */
  readonly roundTrips?: number;
}

/** Every tool of the default profile, each with what it needs to have something to do. */
const calls: readonly ToolCall[] = [
  {
    tool: 'memory_remember',
    given: { content: 'Flour is cheap at Harrow Mill', entities: ['Harrow Mill', 'Flour'] },
    operation: (memory) =>
      memory.remember('Flour is dear at Harrow Mill', { entities: ['Harrow Mill', 'Flour'] }),
    roundTrips: 1,
  },
  {
    tool: 'memory_recall',
    given: { query: 'Who sells flour?' },
    operation: (memory) => memory.recall('Who sells flour?'),
    roundTrips: 1,
  },
  {
    tool: 'memory_relate',
    given: { from: 'note', type: 'LEADS_TO', to: '@Northwind' },
    operation: (memory) => memory.relate('note', 'LEADS_TO', 'decision'),
    roundTrips: 1,
  },
  { tool: 'memory_reflect', given: {}, operation: (memory) => memory.reflect() },
  {
    tool: 'memory_entity',
    given: { entity: 'northwind' },
    operation: (memory) => memory.getEntityContext('northwind'),
    roundTrips: 1,
  },
  {
    tool: 'memory_commitments',
    given: { action: 'list' },
    operation: ({ adapter }) => adapter.getCommitments(),
    roundTrips: 1,
  },
  {
    tool: 'memory_commitments',
    given: { action: 'complete', id: 'commitment', outcome: 'Sent' },
    operation: ({ adapter }) => adapter.completeCommitment({ id: 'other', outcome: 'Sent' }),
    roundTrips: 1,
  },
  {
    tool: 'memory_decisions',
    given: {},
    operation: ({ adapter }) => adapter.getDecisions(),
    roundTrips: 1,
  },
  {
    tool: 'memory_trace',
    given: { id: 'note', direction: 'resulted_from' },
    operation: (memory) => memory.whatResultedFrom('note'),
    roundTrips: 1,
  },
  { tool: 'memory_status', given: {}, operation: (memory) => memory.health() },
  {
    tool: 'memory_forget',
    given: { ids: ['slip'], confirm: true },
    operation: (memory) => memory.forget('other-slip'),
    roundTrips: 1,
  },
];

async function writeWhatIsAsked({ adapter }: MemOS): Promise<void> {
  await adapter.storeMemoryBatch([
    { id: 'note', content: 'Flour is cheap at Northwind', entities: ['Northwind', 'Flour'] },
    { id: 'slip', content: 'A slip of the pen' },
    { id: 'other-slip', content: 'Another slip of the pen' },
    { id: 'third-slip', content: 'A third slip of the pen' },
    { id: 'decision', kind: 'decision', content: 'Buy flour from Northwind' },
    { id: 'commitment', kind: 'commitment', content: 'Send Ada the invoice' },
    { id: 'other', kind: 'commitment', content: 'Send Ada the flour' },
  ]);
}

describeNeo4j('a session over MCP', () => {
  let wire: Wire;
  let server: Served;
  let client: TestClient;
  beforeAll(async () => {
    wire = await Wire.open();
    await wire.plan();
    await writeWhatIsAsked(wire.memory);
    server = await served(wire.memory);
    client = await connectHttp(`${server.url}/mcp`, server.token.token);
  }, 180_000);
  afterAll(async () => {
    await client[Symbol.asyncDispose]();
    await server.close();
    await wire[Symbol.asyncDispose]();
  });

  it('covers every tool of the default profile', async () => {
    const { tools } = await client.listTools();
    expect(new Set(calls.map(({ tool }) => tool))).toEqual(new Set(tools.map(({ name }) => name)));
  });

  it('costs nothing to begin, and to list what there is', async () => {
    const { cost } = await wire.costOf(async () => {
      await using other = await connectHttp(`${server.url}/mcp`, server.token.token);
      return [await other.listTools(), await other.listPrompts(), await other.listResources()];
    });
    expect(cost).toEqual({ transactions: 0, statements: 0, roundTrips: 0 });
  });

  it.each(calls)(
    '$tool $given spends the round trips of its operation and not one more',
    async ({ tool, given, operation, roundTrips }) => {
      const { cost: expected } = await wire.costOf(() => operation(wire.memory));
      const { answer, cost } = await wire.costOf(() => client.call(tool, given));
      expect(answer.isError ?? false, JSON.stringify(answer.content)).toBe(false);
      expect(cost).toEqual(expected);
      expect(cost.roundTrips).toBe(roundTrips ?? expected.roundTrips);
    },
  );

  it('memory_forget counts what it asks the user about, and then forgets, in one round trip each', async () => {
    await using asking = await connectHttp(`${server.url}/mcp`, server.token.token, {
      answer: () => ({ action: 'accept', content: { confirm: true } }),
    });
    const given = { ids: ['third-slip'] };
    const { answer, cost } = await wire.costOf(() => asking.call('memory_forget', given));
    expect(answer.structuredContent).toMatchObject({ state: 'forgotten', nodes: 1 });
    expect(cost.roundTrips).toBe(2);
  });
});
