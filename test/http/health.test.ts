import { MemOS, Neo4jAdapter } from 'memos-graph';
import { expect, it } from 'vitest';

import { connectHttp } from '../mcp/support/clients.ts';
import { uniqueSpace } from '../neo4j/change-sets.ts';
import { BoltProxy } from '../support/bolt-proxy.ts';
import { describeNeo4j, neo4jAddress } from '../support/neo4j.ts';
import { served } from './support/served.ts';

const stepBytes = 400;
const steps = 80;

describeNeo4j('how the memory is, over HTTP and MCP,', () => {
  it('names no address, wherever the connection ends', { timeout: 120_000 }, async () => {
    await using proxy = await BoltProxy.open(neo4jAddress().url);
    const { port } = new URL(proxy.url);
    const options = { ...neo4jAddress(), url: proxy.url, space: uniqueSpace(), warm: false };
    await using memory = new MemOS(
      new Neo4jAdapter({ ...options, migrate: true, retryTimeoutMs: 0 }),
    );
    await memory.list(); // it applies the schema, which looking at the health does not
    await using server = await served(memory);
    await using client = await connectHttp(`${server.url}/mcp`, server.token.token);
    const found: unknown[] = [];
    for (let step = 1; step <= steps; step += 1) {
      proxy.inflict((connection) => connection.cutAfter(step * stepBytes, 'to client'));
      const { body } = await server.call('health');
      proxy.inflict((connection) => connection.cutAfter(step * stepBytes, 'to client'));
      const told = await client.call('memory_status');
      expect(JSON.stringify([body, told])).not.toContain(port);
      found.push(...((body['problems'] as unknown[] | undefined) ?? []));
    }
    // The engine was well, and what the space holds could not be counted any more.
    expect(found).toContain('The database does not answer; try again later');
  });
});
