import { expect, it } from 'vitest';

import { catalog } from '../../src/surface/catalog.ts';
import { describeEngines } from '../contract/engines.ts';
import { connectHttp, eras } from '../mcp/support/clients.ts';
import { served } from './support/served.ts';

describeEngines('the HTTP API', (open, engine) => {
  it('carries out operations and answers what the library answers', async () => {
    await using memory = await open();
    await using server = await served(memory);
    const { status, body } = await server.call('remember', {
      id: 'd1',
      kind: 'decision',
      content: 'Ship on Mondays',
      entities: ['Ada'],
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      id: 'd1',
      created: true,
      entities: [{ name: 'Ada', created: true }],
    });
    expect(body['receipt']).toMatchObject({
      statements: 1,
      roundTrips: engine === 'neo4j' ? 1 : 0,
    });
    const found = await server.call('recall', { query: 'When do we ship?' });
    const { receipt: _here, ...over } = found.body;
    const { receipt: _there, ...direct } = await memory.recall('When do we ship?');
    expect(over).toEqual(direct);
  });

  it('says in problem details what is wrong, and what to do', async () => {
    await using memory = await open();
    await using server = await served(memory);
    const wrong = await server.call('recall', { query: 'x', limit: 0 });
    expect(wrong.headers.get('content-type')).toBe('application/problem+json');
    expect(wrong.body).toEqual({
      type: 'urn:memos-graph:problem:invalid-input',
      title: 'The request cannot be used',
      status: 400,
      detail: 'Expected `limit` to be at least 1, got 0',
      code: 'INVALID_INPUT',
      retryable: false,
      field: 'limit',
    });
    const missing = await server.call('whatLedTo', { id: 'none' });
    expect(missing).toMatchObject({ status: 404, body: { code: 'NODE_NOT_FOUND', ids: ['none'] } });
    await server.call('remember', { id: 'n1', content: 'One' });
    const conflict = await server.call('remember', { id: 'n1', content: 'Another' });
    expect(conflict).toMatchObject({ status: 409, body: { code: 'ID_CONFLICT', ids: ['n1'] } });
    expect(server.logged).toEqual([]);
  });

  it('stores once what is sent twice with one Idempotency-Key', async () => {
    await using memory = await open();
    await using server = await served(memory);
    const headers = { 'idempotency-key': 'order-17' };
    const once = await server.call('remember', { content: 'Blue' }, { headers });
    const twice = await server.call('remember', { content: 'Blue' }, { headers });
    expect(once.body).toMatchObject({ id: 'order-17', created: true });
    expect(twice.body).toMatchObject({ id: 'order-17', created: false });
    const items = [{ content: 'a' }, { id: 'own', content: 'b' }, { content: 'c' }];
    const batch = await server.call('storeMemoryBatch', { items }, { headers });
    expect(batch.body).toMatchObject({
      items: [{ id: 'order-17:0' }, { id: 'own' }, { id: 'order-17:2' }],
    });
    const unlike = await server.call('remember', { id: 'other', content: 'x' }, { headers });
    expect(unlike).toMatchObject({ status: 400, body: { field: 'id' } });
    const evidence = { content: 'Again and again', evidence: ['own'] };
    const pattern = await server.call('recordPattern', evidence, { headers });
    expect(pattern.status).toBe(200);
    expect((await memory.list()).items).toHaveLength(5);
  });

  it('goes through a list by its cursor', async () => {
    await using memory = await open();
    await using server = await served(memory);
    const items = Array.from({ length: 5 }, (_, index) => ({
      id: `n${index}`,
      content: `${index}`,
    }));
    await server.call('storeMemoryBatch', { items });
    const seen: unknown[] = [];
    let cursor: unknown = null;
    do {
      const { body } = await server.call('list', {
        limit: 2,
        ...(cursor === null ? {} : { cursor }),
      });
      seen.push(...(body['items'] as { id: string }[]).map(({ id }) => id));
      cursor = body['nextCursor'];
    } while (cursor !== null);
    expect(seen).toEqual(['n4', 'n3', 'n2', 'n1', 'n0']);
  });

  it('keeps each token in its space, and a reader from writing', async () => {
    await using memory = await open();
    await using server = await served(memory);
    await server.call('remember', { id: 'n1', content: 'Mine' });
    const elsewhere = await server.call('get', { ids: ['n1'] }, { token: server.other });
    expect(elsewhere.body).toMatchObject({ items: [] });
    const read = await server.call('get', { ids: ['n1'] }, { token: server.reader });
    expect(read.body).toMatchObject({ items: [{ id: 'n1' }] });
    for (const { name } of catalog.filter(({ access }) => access !== 'read')) {
      const refused = await server.call(name, {}, { token: server.reader });
      expect(refused, name).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
    }
    const cypher = await server.call('queryGraph', { cypher: 'RETURN 1' }, { token: server.other });
    expect(cypher.status).toBe(engine === 'neo4j' ? 403 : 404);
  });

  it.each(eras)('serves MCP to a client of %s, with what its token allows', async (era) => {
    await using memory = await open();
    await using server = await served(memory);
    const url = `${server.url}/mcp`;
    await using client = await connectHttp(url, server.token.token, { era });
    await client.call('memory_remember', { id: 'n1', content: 'A note over MCP' });
    const found = await client.call('memory_recall', { query: 'note' });
    expect(found.structuredContent).toMatchObject({ memories: [{ id: 'n1' }] });
    const unsure = await client.call('memory_forget', { ids: ['n1'] });
    expect(unsure).toMatchObject({ isError: true });
    await using reader = await connectHttp(url, server.reader.token, { era });
    const { tools } = await reader.listTools();
    for (const { annotations } of tools) expect(annotations).toMatchObject({ readOnlyHint: true });
    await using other = await connectHttp(url, server.other.token, { era });
    const nothing = await other.call('memory_recall', { query: '' });
    expect(nothing.structuredContent).toEqual({ memories: [], truncated: false });
    await expect(connectHttp(url, 'mg_wrong_token_of_somebody', { era })).rejects.toThrow();
  });

  it.each(eras)('serves the profile server-memory to a client of %s', async (era) => {
    await using memory = await open();
    await using server = await served(memory, { profile: 'server-memory' });
    const url = `${server.url}/mcp`;
    const entities = [{ name: 'Ada', entityType: 'person', observations: ['x'] }];
    await using client = await connectHttp(url, server.token.token, { era });
    await client.call('create_entities', { entities });
    await using reader = await connectHttp(url, server.reader.token, { era });
    const graph = { entities, relations: [] };
    expect((await reader.call('read_graph')).structuredContent).toEqual(graph);
    expect(await reader.call('create_entities', { entities })).toMatchObject({ isError: true });
    await using other = await connectHttp(url, server.other.token, { era });
    expect((await other.call('read_graph')).structuredContent).toEqual({
      entities: [],
      relations: [],
    });
  });

  it('asks the user over MCP in the era that can', async () => {
    await using memory = await open();
    await using server = await served(memory);
    const asked: string[] = [];
    await using client = await connectHttp(`${server.url}/mcp`, server.token.token, {
      answer: (question) => {
        asked.push(question);
        return { action: 'accept', content: { confirm: true } };
      },
    });
    await client.call('memory_remember', { id: 'n1', content: 'A note' });
    const forgotten = await client.call('memory_forget', { ids: ['n1'] });
    expect(forgotten.structuredContent).toMatchObject({ state: 'forgotten', nodes: 1 });
    expect(asked).toEqual(['Forget 1 note and 0 links? This cannot be taken back.']);
  });

  it('tells its counts to Prometheus, and nothing of what is stored', async () => {
    await using memory = await open();
    await using server = await served(memory);
    await server.call('remember', { content: 'A secret' });
    await server.call('nonsense');
    const text = await (await server.get('/metrics')).text();
    for (const line of text.trimEnd().split('\n'))
      expect(line).toMatch(
        /^(# (HELP|TYPE) memos_graph_\w+ .+|memos_graph_\w+(\{\w+="[^"]*"(,\w+="[^"]*")*\})? [\d.e+-]+)$/,
      );
    expect(text).toContain('memos_graph_http_requests_total{operation="remember",status="200"} 1');
    expect(text).toContain('memos_graph_http_requests_total{operation="other",status="404"} 1');
    expect(text).not.toContain('secret');
  });
});
