import { subscribe, unsubscribe } from 'node:diagnostics_channel';

import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { openMemory } from 'memos-graph';
import { expect, it } from 'vitest';

import { served } from '../http/support/served.ts';
import { connectHttp } from './support/clients.ts';

it.each(['legacy', 'auto'] as const)(
  'a call tells its end, and the trace that it belongs to (%s)',
  async (mode) => {
    await using memory = await openMemory({ url: 'sqlite::memory:' });
    await using server = await served(memory);
    const client = new Client({ name: 'test', version: '1.0.0' }, { versionNegotiation: { mode } });
    const requestInit = { headers: { authorization: `Bearer ${server.token.token}` } };
    await client.connect(
      new StreamableHTTPClientTransport(new URL(`${server.url}/mcp`), { requestInit }),
    );
    const told: unknown[] = [];
    const listener = (message: unknown): number => told.push(message);
    subscribe('memos-graph:tool', listener);
    const call = (name: string, meta: Record<string, string>) =>
      client.callTool({ name, arguments: {}, _meta: meta });
    const trace = {
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      tracestate: 'vendor=1',
    };
    await call('memory_status', trace);
    await call('memory_remember', { ...trace, traceparent: 'somewhere' });
    unsubscribe('memos-graph:tool', listener);
    await call('memory_status', trace);
    await client.close();
    const durationMs = expect.any(Number) as number;
    expect(told).toEqual([
      { tool: 'memory_status', outcome: 'answered', durationMs, ...trace },
      { tool: 'memory_remember', outcome: 'failed', durationMs },
    ]);
  },
);

it('a call of the reference profile that is refused tells its end, too', async () => {
  await using memory = await openMemory({ url: 'sqlite::memory:' });
  await using server = await served(memory, { profile: 'server-memory' });
  await using client = await connectHttp(`${server.url}/mcp`, server.token.token, { era: '2025' });
  const told: unknown[] = [];
  const listener = (message: unknown): number => told.push(message);
  subscribe('memos-graph:tool', listener);
  await client.call('create_entities', { entities: 'none' });
  unsubscribe('memos-graph:tool', listener);
  const durationMs = expect.any(Number) as number;
  expect(told).toEqual([{ tool: 'create_entities', outcome: 'failed', durationMs }]);
});
