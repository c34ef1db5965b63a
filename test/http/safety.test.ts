import { once } from 'node:events';
import { request } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';

import { Hono } from 'hono';
import { InvalidInputError, MemOS, Neo4jAdapter, openMemory } from 'memos-graph';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';

import { type AppEnvironment, requireToken } from '../../src/http/guard.ts';
import { operationRoute } from '../../src/http/operation-route.ts';
import { serveHttp } from '../../src/http/serve-http.ts';
import type { Offer } from '../../src/surface/offer.ts';
import { OpenCalls } from '../../src/surface/open-calls.ts';
import { openFile } from '../contract/engines.ts';
import { type Served, served } from './support/served.ts';

const open = openFile;

/** `fetch` does not let a caller choose its host. */
function asked(
  server: Served,
  path: string,
  headers: Readonly<Record<string, string>>,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(`${server.url}${path}`, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sent.on('error', reject);
    sent.end();
  });
}

const paths = [
  '/healthz',
  '/readyz',
  '/metrics',
  '/openapi.json',
  '/mcp',
  '/v1/recall',
  '/nowhere',
];

describe('the HTTP server', () => {
  it('lets nobody in without a right token', async () => {
    await using memory = await open();
    await using server = await served(memory);
    const tokens = [
      '',
      'Bearer',
      'Bearer ',
      `Basic ${server.token.token}`,
      `Bearer ${server.token.token}x`,
      'Bearer mg_',
    ];
    for (const authorization of tokens) {
      for (const path of paths.filter((one) => !one.endsWith('z'))) {
        const response = await server.get(path, { headers: { authorization } });
        expect(response.status, `${path} with ${authorization}`).toBe(401);
        expect(response.headers.get('www-authenticate')).toBe('Bearer realm="memos-graph"');
      }
    }
    for (const path of ['/healthz', '/readyz'])
      expect((await fetch(`${server.url}${path}`)).status).toBe(200);
  });

  it('refuses a foreign name and a foreign page on every route', async () => {
    await using memory = await open();
    await using server = await served(memory, {
      allowHosts: ['memory.test'],
      allowOrigins: ['app.test'],
    });
    const { port } = new URL(server.url);
    const authorization = `Bearer ${server.token.token}`;
    for (const path of paths) {
      for (const host of [
        'evil.test',
        `evil.test:${port}`,
        '127.0.0.1.evil.test',
        'localhost.evil.test',
      ])
        expect(await asked(server, path, { authorization, host }), `${path} as ${host}`).toBe(403);
      for (const origin of ['http://evil.test', 'null', 'https://localhost.evil.test', 'nonsense'])
        expect(await asked(server, path, { authorization, origin }), `${path} from ${origin}`).toBe(
          403,
        );
    }
    for (const host of ['evil.test@localhost', 'localhost/evil.test'])
      expect(await asked(server, '/healthz', { host }), host).toBe(400);
    const allowed = [
      { host: 'memory.test' },
      { host: `LOCALHOST:${port}` },
      { origin: 'https://app.test' },
      { origin: 'http://localhost:1' },
    ];
    for (const headers of allowed)
      expect(await asked(server, '/openapi.json', { authorization, ...headers })).toBe(200);
  });

  it('has no CORS headers and answers no preflight', async () => {
    await using memory = await open();
    await using server = await served(memory);
    const response = await fetch(`${server.url}/v1/recall`, {
      method: 'OPTIONS',
      headers: { origin: 'http://localhost', 'access-control-request-method': 'POST' },
    });
    expect(response.status).toBe(401);
    expect(
      [...response.headers.keys()].filter((name) => name.startsWith('access-control')),
    ).toEqual([]);
  });

  it('shows neither stack nor path nor message of a database', async () => {
    const place = createServer().listen(0, '127.0.0.1');
    await once(place, 'listening');
    const { port } = place.address() as AddressInfo;
    place.close();
    await using away = new MemOS(
      new Neo4jAdapter({ url: `bolt://127.0.0.1:${port}`, retryTimeoutMs: 0 }),
    );
    await using server = await served(away);
    for (const { status, body } of [
      await server.call('recall', { query: 'x' }),
      await server.call('remember', { content: 'x' }),
    ]) {
      expect(status).toBe(503);
      expect(JSON.stringify(body)).not.toContain(String(port));
      expect(body).toMatchObject({
        code: 'DATABASE_UNAVAILABLE',
        detail: 'The database does not answer; try again later',
      });
    }
    expect((await server.get('/readyz')).status).toBe(503);
    expect((await server.get('/healthz')).status).toBe(200);
  });

  it('logs what is unexpected, and tells nobody else', async () => {
    await using memory = await open();
    const logged: unknown[] = [];
    const failing: Offer = {
      name: 'failing',
      summary: 'Fail',
      access: 'read',
      isRepeatable: true,
      input: z.object({}),
      output: z.object({}),
      run: async () => {
        throw new RangeError('the secret of /some/path');
      },
    };
    const app = new Hono<AppEnvironment>();
    app.use(requireToken({ tokens: undefined, allowedHosts: [], allowedOrigins: [] }));
    app.post(
      '/',
      operationRoute(failing, {
        memoryOf: () => memory,
        timeLimitMs: 1_000,
        calls: new OpenCalls(),
        log: (error) => logged.push(error),
      }),
    );
    const headers = { 'content-type': 'application/json' };
    const response = await app.request('/', { method: 'POST', body: '{}', headers });
    expect(response.status).toBe(500);
    expect(await response.text()).toBe(
      '{"type":"urn:memos-graph:problem:internal","title":"Failed","status":500,"detail":"Something unexpected failed here; the log of the server says what","code":"INTERNAL","retryable":false}',
    );
    expect(logged).toEqual([new RangeError('the secret of /some/path')]);
  });

  it('loses nothing that it acknowledged when it is closed', async () => {
    await using memory = await open();
    const server = await served(memory);
    const sent = Array.from({ length: 50 }, (_, index) =>
      server.call('remember', { id: `n${index}`, content: `${index}` }).catch(() => undefined),
    );
    await sent[0];
    await server.close();
    const acknowledged = (await Promise.all(sent)).flatMap((answer) =>
      answer?.status === 200 ? [answer.body['id']] : [],
    );
    const { items } = await memory.list({ limit: 100 });
    expect(items.map(({ id }) => id)).toEqual(expect.arrayContaining(acknowledged));
    expect(acknowledged.length).toBeGreaterThan(0);
    await expect(server.call('list')).rejects.toThrow();
  });

  it('listens at no other address without a token, and not where another program does', async () => {
    await using memory = await openMemory({ url: 'sqlite::memory:' });
    const options = {
      tokens: undefined,
      allowHosts: [],
      allowOrigins: [],
      port: 0,
      profile: 'default',
      readOnly: false,
      allowCypher: false,
      maxTokens: 8_000,
      version: '0',
      log: () => {},
    } as const;
    await expect(serveHttp(memory, { ...options, host: '0.0.0.0' })).rejects.toThrow(
      InvalidInputError,
    );
    await using server = await serveHttp(memory, { ...options, host: '127.0.0.1' });
    expect((await fetch(`${server.url}/openapi.json`)).status).toBe(200);
    const port = Number(new URL(server.url).port);
    await expect(serveHttp(memory, { ...options, host: '127.0.0.1', port })).rejects.toThrow(
      'another program listens there',
    );
  });
});
