import { SqliteAdapter } from 'memos-graph';
import { describe, expect, it } from 'vitest';

import type { Token } from '../../src/http/tokens.ts';
import { openFile } from '../contract/engines.ts';
import { connectHttp } from '../mcp/support/clients.ts';
import { type Served, served } from './support/served.ts';

/** What a client of 2025 that can be asked says first. */
const initialize = (capabilities: object = { elicitation: {} }) => ({
  jsonrpc: '2.0',
  id: 0,
  method: 'initialize',
  params: {
    protocolVersion: '2025-06-18',
    capabilities,
    clientInfo: { name: 'raw', version: '1' },
  },
});

const calling = (name: string, given: object) => ({
  jsonrpc: '2.0',
  id: 1,
  method: 'tools/call',
  params: { name, arguments: given },
});

interface Sent {
  readonly method?: string;
  readonly token?: Token;
  readonly session?: string | undefined;
  readonly message?: object;
  /** In place of a message. */
  readonly body?: string;
  readonly accept?: string;
  readonly signal?: AbortSignal;
}

/** Sends one request as it is; a client would not send what is wrong. */
function send(server: Served, sent: Sent): Promise<Response> {
  const { method = 'POST', token = server.token, session, message, signal } = sent;
  const { accept = 'application/json, text/event-stream' } = sent;
  const body = sent.body ?? (message === undefined ? undefined : JSON.stringify(message));
  return fetch(`${server.url}/mcp`, {
    method,
    headers: {
      authorization: `Bearer ${token.token}`,
      accept,
      'content-type': 'application/json',
      ...(session === undefined ? {} : { 'mcp-session-id': session }),
    },
    ...(body === undefined ? {} : { body }),
    ...(signal === undefined ? {} : { signal }),
  });
}

/** The id of a new session, where one is given out. */
async function begin(server: Served, capabilities?: object): Promise<string | undefined> {
  const response = await send(server, { message: initialize(capabilities) });
  expect(response.status).toBe(200);
  await response.text();
  return response.headers.get('mcp-session-id') ?? undefined;
}

async function statusOf(server: Served, sent: Sent): Promise<number> {
  const response = await send(server, sent);
  await response.text();
  return response.status;
}

const status = calling('memory_status', {});

describe('a session of a client of 2025', () => {
  it('is for whoever can be asked; others need none, and go on without', async () => {
    await using memory = await openFile();
    await using server = await served(memory);
    expect(await begin(server, {})).toBeUndefined();
    expect(await statusOf(server, { message: status })).toBe(200);
    for (const capabilities of [{ sampling: {} }, { roots: {} }, { elicitation: { url: {} } }])
      expect(await begin(server, capabilities)).toBeUndefined();
    for (const elicitation of [{}, { form: {} }])
      expect(await begin(server, { elicitation })).toMatch(/^[\da-f-]{36}$/);
    // Not every client hands back what it was given.
    expect(await statusOf(server, { message: status })).toBe(200);
  });

  it('lets the server ask before it forgets', async () => {
    await using memory = await openFile();
    await using server = await served(memory);
    await memory.remember('A note', { id: 'n1' });
    const asked: string[] = [];
    const answer = (question: string) => {
      asked.push(question);
      return { action: 'accept' as const, content: { confirm: asked.length > 1 } };
    };
    await using client = await connectHttp(`${server.url}/mcp`, server.token.token, {
      era: '2025',
      answer,
    });
    await client.call('memory_forget', { ids: ['n1'] });
    expect((await memory.list()).items).toHaveLength(1);
    await client.call('memory_forget', { ids: ['n1'] });
    expect((await memory.list()).items).toEqual([]);
    const question = 'Forget 1 note and 0 links? This cannot be taken back.';
    expect(asked).toEqual([question, question]);
  });

  it('is unknown to whoever bears another token, and after it was ended', async () => {
    await using memory = await openFile();
    await using server = await served(memory);
    const session = await begin(server);
    const { token, reader, other } = server;
    for (const method of ['POST', 'GET', 'DELETE'])
      for (const stranger of [reader, other]) {
        const message = method === 'POST' ? { message: status } : {};
        expect(await statusOf(server, { method, token: stranger, session, ...message })).toBe(404);
      }
    expect(await statusOf(server, { token, session: 'unknown', message: status })).toBe(404);
    expect(await statusOf(server, { session, message: status })).toBe(200);
    expect(await statusOf(server, { method: 'DELETE', session })).toBe(200);
    expect(await statusOf(server, { session, message: status })).toBe(404);
  });

  it('is given to no more than there is room for; DELETE makes room', async () => {
    await using memory = await openFile();
    await using server = await served(memory, { limits: { maxSessions: 2 } });
    const at = await Promise.all(Array.from({ length: 20 }, () => begin(server)));
    const given = at.filter((id) => id !== undefined);
    expect(given).toHaveLength(2);
    expect(await statusOf(server, { message: status })).toBe(200);
    await statusOf(server, { method: 'DELETE', session: given[0] });
    expect(await begin(server)).toBeDefined();
    // What is refused takes no room either.
    await statusOf(server, { method: 'DELETE', session: given[1] });
    expect(await statusOf(server, { message: initialize(), accept: 'text/html' })).toBe(406);
    expect(await begin(server)).toBeDefined();
  });

  it('ends when nothing of it is open for a while, and not before', async () => {
    await using memory = await openFile();
    const sessionIdleMs = 150;
    await using server = await served(memory, { limits: { sessionIdleMs } });
    const session = await begin(server);
    const stream = new AbortController();
    const listening = await send(server, { method: 'GET', session, signal: stream.signal });
    expect(listening.headers.get('content-type')).toContain('text/event-stream');
    await new Promise((resolve) => setTimeout(resolve, sessionIdleMs * 3));
    expect(await statusOf(server, { session, message: status })).toBe(200);
    stream.abort();
    const idle = async (): Promise<number> => {
      await new Promise((resolve) => setTimeout(resolve, sessionIdleMs * 2));
      return statusOf(server, { session, message: status });
    };
    await expect.poll(idle, { timeout: 15_000, interval: 1 }).toBe(404);
  });

  it('outlives a stream that its client gives up, as long as it is used', async () => {
    await using memory = await openFile();
    const sessionIdleMs = 400;
    await using server = await served(memory, { limits: { sessionIdleMs } });
    const session = await begin(server);
    const stream = new AbortController();
    await send(server, { method: 'GET', session, signal: stream.signal });
    stream.abort();
    const endAt = performance.now() + sessionIdleMs * 2;
    while (performance.now() < endAt) {
      await new Promise((resolve) => setTimeout(resolve, sessionIdleMs / 8));
      expect(await statusOf(server, { session, message: status })).toBe(200);
    }
  });

  it('ends with the server, whose open calls are answered first', async () => {
    await using memory = await openFile();
    await using server = await served(memory);
    const session = await begin(server);
    const listening = await send(server, { method: 'GET', session });
    await using holding = new SqliteAdapter({ file: (await memory.health()).location });
    await using holder = holding.sessionContext({ batchTransaction: true });
    await holding.createEntity({ name: 'Held' }, { session: holder });
    const message = calling('memory_remember', { id: 'n1', content: 'Just in time' });
    const called = await send(server, { session, message });
    await expect.poll(() => memory.adapter.metrics().groups.waiting).toBe(1);
    const closed = server.close();
    await holder.rollback();
    expect(await called.text()).toContain('"created":true');
    expect(await listening.text()).toBe('');
    await closed;
    expect((await memory.list()).items.map(({ id }) => id)).toEqual(['n1']);
  });

  it('ends the stream of a call that its client cancels', async () => {
    await using memory = await openFile();
    await using server = await served(memory);
    const session = await begin(server);
    await using holding = new SqliteAdapter({ file: (await memory.health()).location });
    await using holder = holding.sessionContext({ batchTransaction: true });
    await holding.createEntity({ name: 'Held' }, { session: holder });
    const message = calling('memory_remember', { id: 'n1', content: 'Given up' });
    const called = await send(server, { session, message });
    const waiting = (): number => memory.adapter.metrics().groups.waiting;
    await expect.poll(waiting).toBe(1);
    const method = 'notifications/cancelled';
    const cancelled = { jsonrpc: '2.0', method, params: { requestId: message.id } };
    expect(await statusOf(server, { session, message: cancelled })).toBe(202);
    expect(await called.text()).toBe('');
    await expect.poll(waiting).toBe(0);
    await holder.rollback();
    expect((await memory.list()).items).toEqual([]);
  });

  it('tells whoever sends no JSON so', async () => {
    await using memory = await openFile();
    await using server = await served(memory);
    const session = await begin(server);
    for (const given of [undefined, session]) {
      const answered = await send(server, { session: given, body: '{"jsonrpc":' });
      expect(answered.status).toBe(400);
      expect(await answered.text()).toContain('"code":-32700');
    }
  });

  it('cancels the call whose connection is gone, and lives on', async () => {
    await using memory = await openFile();
    await using server = await served(memory);
    const session = await begin(server);
    await using holding = new SqliteAdapter({ file: (await memory.health()).location });
    await using holder = holding.sessionContext({ batchTransaction: true });
    await holding.createEntity({ name: 'Held' }, { session: holder });
    const stop = new AbortController();
    const message = calling('memory_remember', { id: 'n1', content: 'Given up' });
    const { signal } = stop;
    const called = await send(server, { session, message, signal });
    const waiting = (): number => memory.adapter.metrics().groups.waiting;
    await expect.poll(waiting).toBe(1);
    stop.abort();
    await expect(called.text()).rejects.toThrow();
    await expect.poll(waiting).toBe(0);
    await holder.rollback();
    expect(await statusOf(server, { session, message: status })).toBe(200);
    expect((await memory.list()).items).toEqual([]);
  });
});
