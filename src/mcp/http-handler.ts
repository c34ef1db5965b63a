import {
  createMcpHandler,
  isLegacyRequest,
  type McpHandlerRequestOptions,
  type McpServer,
} from '@modelcontextprotocol/server';

import type { MemOS } from '../memos/memos.ts';
import { canFillForms } from './ask.ts';
import { HttpSessions, type SessionLimits, type SessionSettings } from './http-sessions.ts';
import { makeServer, type ServerSettings } from './make-server.ts';

/** What whoever calls may do. */
interface Rights {
  readonly space?: string;
  readonly readOnly: boolean;
}

/** Who calls, as far as it matters here. */
export interface McpCaller extends Rights {
  /** The same for each request with the same token, and for no other. */
  readonly bearer?: object;
}

export interface McpHandler {
  readonly fetch: (request: Request, caller: McpCaller) => Promise<Response>;
  readonly close: () => Promise<void>;
}

export interface McpHandlerOptions
  extends ServerSettings, SessionLimits, Partial<Pick<SessionSettings, 'needsSession'>> {
  readonly maxBodyBytes: number;
  /** Makes the servers, such as one with what a test of the protocol asks for. Default: `makeServer`. */
  readonly makeMcpServer?: typeof makeServer;
}

/** How many clients may wait for news at once. */
const maxSubscriptions = 64;

/** MCP over streamable HTTP: both eras of the protocol, a fresh server for each request or session. */
export function makeMcpHandler(
  memoryOf: (rights: Rights) => MemOS,
  options: McpHandlerOptions,
): McpHandler {
  const { maxBodyBytes, makeMcpServer = makeServer, ...settings } = options;
  const { needsSession = canFillForms } = options;
  const serverFor = (rights: Rights): McpServer =>
    makeMcpServer(memoryOf(rights), {
      ...settings,
      readOnly: settings.readOnly || rights.readOnly,
      // Cypher sees every space, which a token for one of them must not.
      allowCypher: settings.allowCypher && rights.space === undefined,
    });
  const sessions = new HttpSessions({ ...options, needsSession });
  const handler = createMcpHandler(
    ({ authInfo }) => serverFor(authInfo?.extra as unknown as Rights), // put there below
    { maxSubscriptions, maxRequestBodySize: maxBodyBytes, onerror: settings.log },
  );
  return {
    fetch: async (received, { bearer, ...rights }) => {
      const { request, passed } = await passedOn(received, rights);
      const answered = (await isLegacyRequest(request, passed.parsedBody))
        ? await sessions.fetch({ request, passed, bearer }, () => serverFor(rights))
        : undefined;
      return answered ?? handler.fetch(request, passed);
    },
    close: async () => {
      await sessions.close();
      await handler.close();
    },
  };
}

interface PassedOn {
  readonly request: Request;
  readonly passed: McpHandlerRequestOptions;
}

/** Reads the body once, and keeps no second copy of it. */
async function passedOn(request: Request, rights: Rights): Promise<PassedOn> {
  const authInfo = { token: '', clientId: 'token', scopes: [], extra: { ...rights } };
  const { url, method, headers, signal } = request;
  if (method !== 'POST') return { request, passed: { authInfo } };
  const body = await request.text().catch(() => ''); // whoever hangs up meanwhile reads no answer
  try {
    const parsedBody: unknown = JSON.parse(body);
    return { request, passed: { authInfo, parsedBody } };
  } catch {
    // Whoever reads the request itself tells what is wrong with it.
    return {
      request: new Request(url, { method, headers, signal, body }),
      passed: { authInfo },
    };
  }
}
