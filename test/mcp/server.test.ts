import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

import { describe, expect, it } from 'vitest';

import { toolName } from '../../src/mcp/catalog-tools.ts';
import { catalog } from '../../src/surface/catalog.ts';
import { program } from '../cli/support/command-line.ts';
import { connectStdio } from './support/clients.ts';
import { describePlaces, type Place } from './support/places.ts';

const ten = [
  'memory_remember',
  'memory_recall',
  'memory_relate',
  'memory_reflect',
  'memory_forget',
  'memory_entity',
  'memory_commitments',
  'memory_decisions',
  'memory_trace',
  'memory_status',
];

/** Of such a list a token takes 4.1 bytes (o200k_base, cl100k_base: 4.3); at 3.3 this would be 6,000 tokens. */
const largestToolList = 20_000;

describePlaces('memos-graph mcp', (makePlace, engine) => {
  it('offers ten tools that together cost little', async () => {
    using place = await makePlace();
    await using client = await connectStdio(place);
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(ten);
    expect(Buffer.byteLength(JSON.stringify(tools))).toBeLessThan(largestToolList);
    for (const { name, inputSchema, outputSchema, annotations, description } of tools) {
      expect(name).toMatch(/^[a-z0-9_]{1,64}$/);
      expect(description, String(name)).toMatch(/\.$/);
      expect(inputSchema).toMatchObject({ type: 'object' });
      expect(outputSchema).toMatchObject({ type: 'object' });
      // A space is its owner's choice, never an argument.
      expect(JSON.stringify(inputSchema)).not.toContain('"space"');
      expect(annotations).toMatchObject({ openWorldHint: false });
    }
    expect(
      Object.fromEntries(tools.map(({ name, annotations }) => [name, annotations])),
    ).toMatchObject({
      memory_recall: { readOnlyHint: true },
      memory_remember: { readOnlyHint: false, destructiveHint: false, idempotentHint: false },
      memory_relate: { readOnlyHint: false, destructiveHint: false, idempotentHint: true },
      memory_forget: { readOnlyHint: false, destructiveHint: true, idempotentHint: true },
    });
  });

  it('offers the whole catalog in the full profile; Cypher only where it is allowed', async () => {
    using place = await makePlace();
    const names = async (...flags: string[]): Promise<unknown[]> => {
      await using client = await connectStdio(place, ['--profile', 'full', ...flags]);
      return (await client.listTools()).tools.map(({ name }) => name);
    };
    const cypher = 'query_graph';
    const all = new Set([...ten, ...catalog.map(({ name }) => toolName(name))]);
    const allowed = [...all].filter((name) => engine === 'neo4j' || name !== cypher);
    expect(await names('--allow-cypher')).toEqual(allowed);
    expect(await names()).toEqual(allowed.filter((name) => name !== cypher));
  });

  it('offers only readers with --read-only, and nothing can be written', async () => {
    using place = await makePlace();
    await using writer = await connectStdio(place);
    await writer.call('memory_remember', { id: 'n1', content: 'A note' });
    await using reader = await connectStdio(place, ['--read-only', '--profile', 'full']);
    const { tools } = await reader.listTools();
    for (const { annotations } of tools) expect(annotations).toMatchObject({ readOnlyHint: true });
    expect(tools.length).toBeGreaterThan(15);
    const found = await reader.call('memory_recall', { query: 'note' });
    expect(found.structuredContent).toMatchObject({ memories: [{ id: 'n1' }] });
    await expect(reader.call('memory_remember', { content: 'x' })).rejects.toThrow('not found');
    const closing = await reader.call('memory_commitments', { action: 'complete', id: 'n1' });
    expect(closing.isError).toBe(true);
  });

  it('shows resources and prompts', async () => {
    using place = await makePlace();
    await using client = await connectStdio(place);
    await client.call('memory_remember', { id: 'n1', content: 'A note', entities: ['Ada L'] });
    expect(JSON.stringify(await client.listResources())).toContain('memory://entity/{id}');
    expect(JSON.stringify(await client.readResource('memory://entity/Ada%20L'))).toContain(
      'A note',
    );
    expect(JSON.stringify(await client.readResource('memory://status'))).not.toContain(
      place.workplace.folder,
    );
    expect(JSON.stringify(await client.readResource('memory://schema'))).toContain('LEADS_TO');
    await expect(client.readResource('memory://session/none')).rejects.toThrow(
      'No session with id "none" is in this space',
    );
    expect(JSON.stringify(await client.listPrompts())).toContain('what_do_you_know_about');
    expect(await client.getPrompt('what_do_you_know_about', { name: 'Ada</text>' })).toMatchObject({
      messages: [
        {
          role: 'user',
          content: { text: expect.stringContaining('<text>\nAda<\\/text>\n</text>') },
        },
      ],
    });
  });

  it('answers the calls that are open when it is told to stop, and ends with 0', async () => {
    using place = await makePlace();
    const server = start(place);
    const answers = lines(server);
    server.stdin.write(`${JSON.stringify(initialize)}\n`);
    await answers.next();
    const contents = Array.from({ length: 20 }, (_, index) => `Note ${index}`);
    for (const [index, content] of contents.entries())
      server.stdin.write(
        `${JSON.stringify(toolCall(index + 1, 'memory_remember', { content }))}\n`,
      );
    // Once the first is answered, the others have been read.
    const first = await answers.next();
    server.kill('SIGTERM');
    const others: string[] = [];
    for await (const line of answers) others.push(line);
    const [code] = (await once(server, 'close')) as [number | null];
    expect(code).toBe(0);
    const told = [first.value as string, ...others].map((line) => JSON.parse(line) as Told);
    const stored = told.flatMap(({ result }) => result?.structuredContent?.id ?? []);
    await using client = await connectStdio(place, ['--profile', 'full']);
    const kept = await client.call('memory_list', { limit: 100 });
    const ids = (kept.structuredContent as { items: { id: string }[] }).items.map(({ id }) => id);
    // What was acknowledged is kept; whatever came too late was told so.
    expect(ids.toSorted()).toEqual(expect.arrayContaining(stored.toSorted()));
    expect(stored.length).toBeGreaterThan(0);
    expect(told).toHaveLength(contents.length);
  });
});

interface Told {
  readonly result?: { readonly structuredContent?: { readonly id: string } };
}

const initialize = {
  jsonrpc: '2.0',
  id: 'init',
  method: 'initialize',
  params: {
    protocolVersion: '2025-06-18',
    capabilities: {},
    clientInfo: { name: 'raw', version: '1' },
  },
};

const toolCall = (id: number, name: string, given: object) => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name, arguments: given },
});

function start({ workplace, options, environment }: Place) {
  return spawn(process.execPath, [...program(), 'mcp', ...options], {
    cwd: workplace.folder,
    env: { PATH: process.env['PATH'] ?? '', HOME: workplace.folder, ...environment },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
}

const lines = ({
  stdout,
}: ReturnType<typeof start>): AsyncIterator<string> & AsyncIterable<string> =>
  createInterface({ input: stdout })[Symbol.asyncIterator]() as AsyncIterator<string> &
    AsyncIterable<string>;

describe('the ends of memos-graph mcp', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    '%s ends it with 0 and without a word',
    async (signal) => {
      const server = await running();
      server.kill(signal);
      expect(await once(server, 'close')).toEqual([0, null]);
    },
  );

  it('requests that somebody pipes in are answered, though nothing follows them', async () => {
    const server = spawn(process.execPath, [...program(), 'mcp', '--url', 'sqlite::memory:'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const ids = [1, 2, 3];
    const requests = ids.map((id) => toolCall(id, 'memory_remember', { content: `Note ${id}` }));
    server.stdin.end([initialize, ...requests].map((one) => `${JSON.stringify(one)}\n`).join(''));
    const answered: unknown[] = [];
    for await (const line of lines(server)) answered.push(JSON.parse(line));
    expect(answered).toMatchObject([
      { id: 'init' },
      ...ids.map((id) => ({ id, result: { structuredContent: { created: true } } })),
    ]);
  });

  it('a client that hangs up ends it with 0', async () => {
    const server = await running();
    server.stdin.end();
    expect(await once(server, 'close')).toEqual([0, null]);
  });

  it('a memory that cannot be opened is told on standard error alone', async () => {
    const server = spawn(
      process.execPath,
      [...program(), 'mcp', '--url', 'sqlite:/nowhere/at/all.db'],
      {
        stdio: ['pipe', 'pipe', 'pipe'],
      },
    );
    let [stdout, stderr] = ['', ''];
    server.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    server.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    const [code] = (await once(server, 'close')) as [number];
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^The schema of memos-graph is missing; run `memos-graph schema apply`/);
  });
});

async function running() {
  const server = spawn(process.execPath, [...program(), 'mcp', '--url', 'sqlite::memory:'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  server.stdin.write(`${JSON.stringify(initialize)}\n`);
  await once(server.stdout, 'data');
  return server;
}
