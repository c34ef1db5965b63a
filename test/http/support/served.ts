import type { MemOS } from 'memos-graph';

import { type HttpLimits, type HttpOptions, serveHttp } from '../../../src/http/serve-http.ts';
import { newToken, type Token } from '../../../src/http/tokens.ts';

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

export interface CallSettings {
  readonly token?: Token;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A server at a port of its own, over a memory of the test. */
export interface Served extends AsyncDisposable {
  readonly url: string;
  /** For everything in the memory's own space. */
  readonly token: Token;
  readonly reader: Token;
  readonly other: Token;
  /** What was logged. */
  readonly logged: readonly unknown[];
  call(operation: string, input?: unknown, settings?: CallSettings): Promise<Answered>;
  get(path: string, settings?: CallSettings): Promise<Response>;
  close(): Promise<void>;
}

const otherSpace = 'the space of another';

export async function served(
  memory: MemOS,
  { limits = {}, ...given }: Partial<HttpOptions> & { readonly limits?: HttpLimits } = {},
): Promise<Served> {
  const token = newToken({ name: 'all' });
  const reader = newToken({ name: 'reader', readOnly: true });
  const other = newToken({ name: 'other', space: otherSpace });
  const logged: unknown[] = [];
  const options: HttpOptions = {
    host: '127.0.0.1',
    port: 0,
    tokens: [token, reader, other],
    allowHosts: [],
    allowOrigins: [],
    profile: 'default',
    readOnly: false,
    allowCypher: true,
    maxTokens: 8_000,
    version: '0.0.0',
    log: (error) => logged.push(error),
    ...given,
  };
  const server = await serveHttp(memory, options, limits);
  const bearing = (settings: CallSettings): Record<string, string> => ({
    authorization: `Bearer ${(settings.token ?? token).token}`,
    ...settings.headers,
  });
  return {
    url: server.url,
    token,
    reader,
    other,
    logged,
    call: async (operation, input = {}, settings = {}) => {
      const response = await fetch(`${server.url}/v1/${operation}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...bearing(settings) },
        body: JSON.stringify(input),
      });
      const { status, headers } = response;
      return { status, headers, body: (await response.json()) as Answered['body'] };
    },
    get: (path, settings = {}) => fetch(`${server.url}${path}`, { headers: bearing(settings) }),
    close: () => server.close(),
    [Symbol.asyncDispose]: () => server.close(),
  };
}
