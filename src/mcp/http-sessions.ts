import { randomUUID } from 'node:crypto';

import {
  type ClientCapabilities,
  isInitializeRequest,
  type McpHandlerRequestOptions,
  type McpServer,
} from '@modelcontextprotocol/server';

import { HttpSession } from './http-session.ts';

export interface SessionLimits {
  /** How many sessions there are at once; who connects then is served without one. */
  readonly maxSessions: number;
  /** How long a session lives in which no request is open, in milliseconds. */
  readonly sessionIdleMs: number;
}

export interface SessionSettings extends SessionLimits {
  /** Tells which clients the server has something to ask, by what they can. */
  readonly needsSession: (capabilities: ClientCapabilities) => boolean;
}

/** A request of the protocol's revisions of 2025, and who sent it. */
export interface SessionRequest {
  readonly request: Request;
  readonly passed: McpHandlerRequestOptions;
  /** The same for each request with the same token. */
  readonly bearer: unknown;
}

/**
 * Sessions over HTTP, for clients of 2025 that the server has something to ask: their answer comes with another request, which has
 * to find the one that waits for it. Nobody else has a use for a session, and without one outlives a restart of the server.
 */
export class HttpSessions {
  readonly #settings: SessionSettings;
  readonly #open = new Map<string, HttpSession>();
  #isClosed = false;

  constructor(settings: SessionSettings) {
    this.#settings = settings;
  }

  /** Answers a request of a session, or one that begins a session; undefined: it is neither. */
  async fetch(given: SessionRequest, makeServer: () => McpServer): Promise<Response | undefined> {
    const id = given.request.headers.get('mcp-session-id');
    if (id === null) return this.#mayBegin(given) ? this.#begin(given, makeServer()) : undefined;
    const session = this.#open.get(id);
    // Who is not its owner does not learn that it exists.
    if (session === undefined || session.bearer !== given.bearer) return unknownSession();
    return session.fetch(given.request, given.passed);
  }

  /** Ends all of them; from now on none begins. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#open.values()].map((session) => session.close()));
  }

  #mayBegin({ passed: { parsedBody } }: SessionRequest): boolean {
    const { maxSessions, needsSession } = this.#settings;
    if (this.#isClosed || this.#open.size >= maxSessions) return false;
    return isInitializeRequest(parsedBody) && needsSession(parsedBody.params.capabilities);
  }

  async #begin({ request, passed, bearer }: SessionRequest, server: McpServer): Promise<Response> {
    const id = randomUUID();
    const ended = (): void => void this.#open.delete(id);
    const session = new HttpSession({
      id,
      bearer,
      server,
      idleMs: this.#settings.sessionIdleMs,
      ended,
    });
    // Before anything is waited for, so that the bound is exact.
    this.#open.set(id, session);
    await session.connect();
    const response = await session.fetch(request, passed);
    if (!response.ok) await session.close();
    return response;
  }
}

/** The client is to begin a new one. */
const unknownSession = (): Response =>
  Response.json(
    { jsonrpc: '2.0', error: { code: -32_001, message: 'Session not found' }, id: null },
    { status: 404 },
  );
