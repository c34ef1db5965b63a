import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { createAdaptorServer } from '@hono/node-server';

import { InvalidInputError } from '../errors/input-errors.ts';
import type { MemOS } from '../memos/memos.ts';
import { OpenCalls } from '../surface/open-calls.ts';
import { loopbackNames } from './guard.ts';
import { type AppOptions, makeApp } from './make-app.ts';

export interface HttpOptions extends Omit<
  AppOptions,
  'calls' | 'allowedHosts' | 'allowedOrigins' | keyof typeof defaults
> {
  /** The address to listen at. */
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** Names besides those of this machine. */
  readonly allowHosts: readonly string[];
  readonly allowOrigins: readonly string[];
}

export type HttpLimits = Partial<typeof defaults>;

const mebibyte = 2 ** 20;

/** Bounds of what one client can take. */
const defaults = {
  /** The text of a memory may be 1 MiB, which JSON can write up to six times as long. */
  maxBodyBytes: 8 * mebibyte,
  maxRequests: 256,
  timeLimitMs: 30_000,
  /** From the first byte of a request to its last. */
  requestTimeoutMs: 30_000,
  /** Of MCP; each takes some 100 kB. */
  maxSessions: 256,
  /** Of MCP: people leave an agent for a while. */
  sessionIdleMs: 30 * 60_000,
};

/** Bounds that Node.js itself keeps. */
const maxHeaderBytes = 16_384;
const headersTimeoutMs = 10_000;
const keepAliveTimeoutMs = 5_000;
const maxConnections = 4_096;
/** How often Node.js looks for requests that take too long. */
const checkingIntervalMs = 1_000;
/** How long open requests may go on after the server was told to stop. */
const drainTimeoutMs = 10_000;

/** A server that listens. */
export interface HttpServer extends AsyncDisposable {
  /** Where it listens, such as `http://127.0.0.1:7600`. */
  readonly url: string;
  /** Takes no new requests, answers the open ones, then closes; what was acknowledged is stored. */
  close(): Promise<void>;
}

/** Listens, with safe bounds on everything that a client can send. */
export async function serveHttp(
  memory: MemOS,
  options: HttpOptions,
  limits: HttpLimits = {},
): Promise<HttpServer> {
  refuseOpenDoor(options);
  const calls = new OpenCalls();
  const { requestTimeoutMs, ...bounds } = { ...defaults, ...limits };
  const app = makeApp(memory, {
    ...options,
    ...bounds,
    calls,
    allowedHosts: [...loopbackNames, bracketed(options.host), ...options.allowHosts],
    allowedOrigins: [...loopbackNames, ...options.allowOrigins],
  });
  const server = createAdaptorServer({
    fetch: app.fetch,
    overrideGlobalObjects: false,
    serverOptions: {
      maxHeaderSize: maxHeaderBytes,
      headersTimeout: Math.min(headersTimeoutMs, requestTimeoutMs),
      requestTimeout: requestTimeoutMs,
      keepAliveTimeout: keepAliveTimeoutMs,
      connectionsCheckingInterval: checkingIntervalMs,
    },
  }) as Server; // plain HTTP/1.1, since no other is asked for
  server.maxConnections = maxConnections;
  await listen(server, options);
  const { port } = server.address() as AddressInfo; // it listens at a port
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing ??= drain(server, { calls, closeApp: app.close });
    return closing;
  };
  return { url: `http://${bracketed(options.host)}:${port}`, close, [Symbol.asyncDispose]: close };
}

const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/;

/** Whoever can reach the address would read and write everything. */
function refuseOpenDoor({ host, tokens }: HttpOptions): void {
  if (tokens !== undefined || loopback.test(host)) return;
  throw new InvalidInputError(
    'host',
    `Expected --host to be an address of this machine alone when there is no token, got ${JSON.stringify(host)}; leave --no-token out`,
  );
}

const bracketed = (host: string): string => (host.includes(':') ? `[${host}]` : host);

async function listen(server: Server, { host, port }: HttpOptions): Promise<void> {
  const listening = once(server, 'listening'); // rejects when listening fails
  server.listen({ host, port });
  try {
    await listening;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new InvalidInputError(
      'port',
      `Cannot listen at ${bracketed(host)}:${port} (${code}${reasons[code] ?? ''}); choose another --host or --port`,
      { cause: error },
    );
  }
}

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: ': another program listens there',
  EACCES: ': this user may not',
  EADDRNOTAVAIL: ': this machine has no such address',
  ENOTFOUND: ': there is no such name',
};

interface Draining {
  readonly calls: OpenCalls;
  readonly closeApp: () => Promise<void>;
}

async function drain(server: Server, { calls, closeApp }: Draining): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  await calls.stop(drainTimeoutMs);
  await closeApp();
  server.closeIdleConnections();
  // Answers on their way out get a moment; a client that does not read them is not waited for.
  const timer = setTimeout(() => server.closeAllConnections(), lastWritesMs);
  await closed;
  clearTimeout(timer);
}

const lastWritesMs = 1_000;
