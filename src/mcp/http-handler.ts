import { createMcpHandler } from '@modelcontextprotocol/server';

import type { MemOS } from '../memos/memos.ts';
import { makeServer, type ServerSettings } from './make-server.ts';

/** Who calls, as far as it matters here. */
export interface McpCaller {
  readonly space?: string;
  readonly readOnly: boolean;
}

export interface McpHandler {
  readonly fetch: (request: Request, caller: McpCaller) => Promise<Response>;
  readonly close: () => Promise<void>;
}

export interface McpHandlerOptions extends ServerSettings {
  readonly maxBodyBytes: number;
  /** Makes the server of each request, such as one with what a test of the protocol asks for. Default: `makeServer`. */
  readonly makeMcpServer?: typeof makeServer;
}

/** How many clients may wait for news at once. */
const maxSubscriptions = 64;

/** MCP over streamable HTTP: both eras of the protocol, a fresh server for each request. */
export function makeMcpHandler(
  memoryOf: (caller: McpCaller) => MemOS,
  { maxBodyBytes, makeMcpServer = makeServer, ...settings }: McpHandlerOptions,
): McpHandler {
  const handler = createMcpHandler(
    ({ authInfo }) => {
      const caller = authInfo?.extra as unknown as McpCaller; // put there below
      return makeMcpServer(memoryOf(caller), {
        ...settings,
        readOnly: settings.readOnly || caller.readOnly,
        // Cypher sees every space, which a token for one of them must not.
        allowCypher: settings.allowCypher && caller.space === undefined,
      });
    },
    { maxSubscriptions, maxRequestBodySize: maxBodyBytes, onerror: settings.log },
  );
  return {
    fetch: (request, caller) =>
      handler.fetch(request, {
        authInfo: { token: '', clientId: 'token', scopes: [], extra: { ...caller } },
      }),
    close: () => handler.close(),
  };
}
