// A session of an agent with the MCP server: a process of its own, over standard input and output.
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { openMemory } from 'memos-graph';

// Makes the file, as `memos-graph schema apply` does.
await (await openMemory({ migrate: true })).close();

const client = new Client({ name: 'example', version: '1.0.0' });
// A clone without an installed package names its own way to start the server.
const start = process.env['MEMOS_GRAPH_SERVER'] ?? 'npx memos-graph mcp';
const [command = '', ...args] = start.split(' ');
const env = { MEMOS_GRAPH_URL: process.env['MEMOS_GRAPH_URL'] ?? '' };
await client.connect(new StdioClientTransport({ command, args, env }));

async function call(name: string, given: Record<string, unknown>): Promise<void> {
  console.log(`> ${name} ${JSON.stringify(given)}`);
  const { content } = await client.callTool({ name, arguments: given });
  for (const part of content) if (part.type === 'text') console.log(part.text);
}

await call('memory_remember', {
  id: 'd1',
  kind: 'decision',
  content: 'The oven runs on gas',
  rationale: 'The power of the street is cut twice a week',
  entities: ['Oven'],
  occurredAt: '2026-03-02T09:00:00Z',
});
await call('memory_remember', {
  id: 'p1',
  kind: 'commitment',
  content: 'Bring the oven back on electricity',
  to: 'Ada',
  dueAt: '2026-09-01T00:00:00Z',
  entities: ['Oven'],
  occurredAt: '2026-03-03T09:00:00Z',
});
await call('memory_relate', { from: 'd1', type: 'LEADS_TO', to: 'p1' });
await call('memory_recall', { query: 'why does the oven run on gas?' });
await call('memory_trace', { id: 'p1', direction: 'led_to' });
await call('memory_commitments', { action: 'complete', id: 'p1' });
await call('memory_relate', { from: 'd1', type: 'LEADS_TO', to: 'nowhere' });

await client.close();
