import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

import { SqliteAdapter } from 'memos-graph';
import { describe, expect, it } from 'vitest';

import { openFile } from '../contract/engines.ts';
import { served } from './support/served.ts';

const open = openFile;

/** Sends bytes as they are, and answers all that comes back. */
async function raw(url: string, bytes: string): Promise<string> {
  const socket = connectTo(url);
  let answer = '';
  socket.on('data', (chunk: Buffer) => {
    answer += chunk.toString();
  });
  socket.on('error', () => {});
  socket.write(bytes);
  await once(socket, 'close');
  return answer;
}

const connectTo = (url: string): Socket => connect(Number(new URL(url).port), '127.0.0.1');

describe('the limits of the HTTP server', () => {
  it('takes only JSON, and only so much of it', async () => {
    await using memory = await open();
    await using server = await served(memory, { limits: { maxBodyBytes: 1_000 } });
    const send = async (
      body: string | Buffer<ArrayBuffer>,
      type = 'application/json',
    ): Promise<unknown> => {
      const response = await fetch(`${server.url}/v1/recall`, {
        method: 'POST',
        headers: { authorization: `Bearer ${server.token.token}`, 'content-type': type },
        body,
      });
      return ((await response.json()) as { code?: string }).code;
    };
    expect(await send('{"query":""}', 'text/plain')).toBe('NOT_JSON');
    expect(await send('query=x', 'application/x-www-form-urlencoded')).toBe('NOT_JSON');
    expect(await send('{"query":')).toBe('MALFORMED');
    expect(await send('')).toBe('MALFORMED');
    expect(await send(Buffer.from([0x22, 0xff, 0x22]))).toBe('MALFORMED');
    expect(await send('[]')).toBe('INVALID_INPUT');
    expect(await send('null')).toBe('INVALID_INPUT');
    expect(await send('{"__proto__":{"query":""}}')).toBe('INVALID_INPUT');
    expect(await send(`{"query":${'['.repeat(400)}${']'.repeat(400)}}`)).toBe('INVALID_INPUT');
    expect(await send(JSON.stringify({ query: 'x'.repeat(2_000) }))).toBe('BODY_TOO_LARGE');
  });

  it('refuses a body that grows beyond its bound without saying so', async () => {
    await using memory = await open();
    await using server = await served(memory, { limits: { maxBodyBytes: 1_000 } });
    const chunk = `3e8\r\n${'x'.repeat(1_000)}\r\n`;
    const answer = await raw(
      server.url,
      `POST /v1/recall HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${server.token.token}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n${chunk}${chunk}${chunk}0\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  });

  it('takes a body that does not say how large it is, and a request without one', async () => {
    await using memory = await open();
    await using server = await served(memory);
    const head = `HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${server.token.token}\r\nConnection: close\r\n`;
    const answer = await raw(
      server.url,
      `POST /v1/remember ${head}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n7\r\n{"conte\r\n13\r\nnt":"In two parts"}\r\n0\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect((await memory.list()).items).toMatchObject([{ content: 'In two parts' }]);
    for (const method of ['DELETE', 'PUT'])
      expect(await raw(server.url, `${method} /v1/remember ${head}\r\n`)).toMatch(
        /^HTTP\/1\.1 405 /,
      );
  });

  it('refuses headers that are too large or smuggle others', async () => {
    await using memory = await open();
    await using server = await served(memory);
    const large = await raw(
      server.url,
      `GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Large: ${'x'.repeat(20_000)}\r\nConnection: close\r\n\r\n`,
    );
    expect(large).toMatch(/^HTTP\/1\.1 431 /);
    const twice = await raw(
      server.url,
      'POST /v1/recall HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n{}',
    );
    expect(twice).toMatch(/^HTTP\/1\.1 400 /);
    const key = await raw(
      server.url,
      `POST /v1/remember HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${server.token.token}\r\nContent-Type: application/json\r\nIdempotency-Key: a\u0001b\r\nContent-Length: 15\r\nConnection: close\r\n\r\n{"content":"x"}`,
    );
    expect(key).toMatch(/^HTTP\/1\.1 400 /);
    expect((await memory.list()).items).toEqual([]);
  });

  it('answers others while a thousand connections say nothing', async () => {
    await using memory = await open();
    await using server = await served(memory);
    const idle = Array.from({ length: 1_000 }, () => connectTo(server.url));
    await Promise.all(idle.map((socket) => once(socket, 'connect')));
    expect((await server.call('remember', { content: 'In between' })).status).toBe(200);
    for (const socket of idle) socket.destroy();
  });

  it('answers only so many requests at once', async () => {
    await using memory = await open();
    await using server = await served(memory, { limits: { maxRequests: 2 } });
    const adapter = new SqliteAdapter({ file: (await memory.health()).location });
    const holder = adapter.sessionContext({ batchTransaction: true });
    await adapter.createEntity({ name: 'Held' }, { session: holder });
    const waiting = [1, 2].map((number) => server.call('remember', { content: `${number}` }));
    await expect.poll(async () => (await server.call('list')).status).toBe(503);
    await holder.rollback();
    for (const { status } of await Promise.all(waiting)) expect(status).toBe(200);
    expect((await server.call('list')).status).toBe(200);
    await adapter.close();
  });

  it('ends what takes too long, with 504', async () => {
    await using memory = await open();
    await using server = await served(memory, { limits: { timeLimitMs: 200 } });
    const adapter = new SqliteAdapter({ file: (await memory.health()).location });
    const holder = adapter.sessionContext({ batchTransaction: true });
    await adapter.createEntity({ name: 'Held' }, { session: holder });
    const late = await server.call('remember', { id: 'n1', content: 'x' });
    expect(late).toMatchObject({ status: 504, body: { code: 'TIMEOUT', retryable: true } });
    await holder.rollback();
    expect((await memory.list()).items).toEqual([]);
    await adapter.close();
  });

  it('turns back-pressure into 503 with Retry-After', async () => {
    await using memory = await open();
    await using server = await served(memory);
    const holder = memory.sessionContext({ batchTransaction: true });
    await memory.remember('Held', { session: holder });
    const controller = new AbortController();
    const { signal } = controller;
    // As many writes as may wait at all.
    const waiting = Array.from({ length: 10_000 }, () =>
      memory.adapter.createEntity({ name: 'x' }, { signal }).catch(() => {}),
    );
    const { status, headers, body } = await server.call('remember', { content: 'x' });
    expect(status).toBe(503);
    expect(headers.get('retry-after')).toBe('1');
    expect(body).toMatchObject({ code: 'BACKPRESSURE', retryable: true });
    controller.abort();
    await Promise.all(waiting);
    await holder.rollback();
    expect((await server.call('remember', { content: 'x' })).status).toBe(200);
  });

  it('waits for no body that does not come', async () => {
    await using memory = await open();
    await using server = await served(memory, { limits: { requestTimeoutMs: 500 } });
    const answer = await raw(
      server.url,
      `POST /v1/remember HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${server.token.token}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"content"`,
    );
    expect(answer).toMatch(/^(HTTP\/1\.1 408 |$)/);
    expect((await memory.list()).items).toEqual([]);
  });
});
