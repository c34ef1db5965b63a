import {
  isJSONRPCNotification,
  isJSONRPCRequest,
  type McpHandlerRequestOptions,
  type McpServer,
  type RequestId,
  WebStandardStreamableHTTPServerTransport,
} from '@modelcontextprotocol/server';

export interface HttpSessionOptions {
  readonly id: string;
  /** Whose it is: the same for each request with the same token. */
  readonly bearer: unknown;
  /** Closed with the session. */
  readonly server: McpServer;
  /** How long it lives without an open request, in milliseconds. */
  readonly idleMs: number;
  /** Is called however it ends. */
  readonly ended: () => void;
}

/** What one client of the revisions of 2025 and the server know of each other, over the requests of a session. */
export class HttpSession {
  readonly bearer: unknown;
  readonly #server: McpServer;
  readonly #transport: WebStandardStreamableHTTPServerTransport;
  readonly #idleMs: number;
  #openResponses = 0;
  /** The requests that have a stream of their own; those of a batch share one, which the others still need. */
  readonly #aloneInStream = new Set<RequestId>();
  readonly #ended: () => void;
  #idle: NodeJS.Timeout | undefined;

  constructor({ id, bearer, server, idleMs, ended }: HttpSessionOptions) {
    this.bearer = bearer;
    this.#server = server;
    this.#idleMs = idleMs;
    this.#transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: () => id,
      onsessionclosed: () => this.close(), // by DELETE
    });
    this.#ended = ended;
  }

  /** Has to be called before anything else. */
  async connect(): Promise<void> {
    await this.#server.connect(this.#transport);
    cancelHungUp(this.#transport);
  }

  /** Answers a request of its owner, whose body was read; a stream counts as open until its last byte is sent. */
  async fetch(request: Request, passed: McpHandlerRequestOptions): Promise<Response> {
    clearTimeout(this.#idle);
    this.#openResponses += 1;
    const { parsedBody } = passed;
    const alone = isJSONRPCRequest(parsedBody) ? parsedBody.id : undefined;
    if (alone !== undefined) this.#aloneInStream.add(alone);
    const response = await this.#transport.handleRequest(request, passed); // never rejects
    this.#endCancelled(parsedBody);
    return whenSent(response, () => {
      if (alone !== undefined) this.#aloneInStream.delete(alone);
      this.#responseEnded();
    });
  }

  /** Ends its streams, and cancels what they wait for. */
  async close(): Promise<void> {
    clearTimeout(this.#idle);
    this.#ended();
    await this.#server.close();
  }

  /** What its client has cancelled is never answered, so that its stream would wait for ever. */
  #endCancelled(received: unknown): void {
    for (const message of [received].flat()) {
      if (!isJSONRPCNotification(message) || message.method !== 'notifications/cancelled') continue;
      const id = message.params?.['requestId'];
      if ((typeof id === 'string' || typeof id === 'number') && this.#aloneInStream.has(id))
        this.#transport.closeSSEStream(id);
    }
  }

  #responseEnded(): void {
    this.#openResponses -= 1;
    if (this.#openResponses > 0 || !this.#server.isConnected()) return;
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => void this.close(), this.#idleMs).unref();
  }
}

/**
 * Nothing is kept for a client to fetch later, so nobody can read the answer to a request whose connection is gone; its client
 * cannot know what came of it, and sends it again with the same ids.
 */
function cancelHungUp(transport: WebStandardStreamableHTTPServerTransport): void {
  const { onmessage: deliver } = transport;
  // oxlint-disable-next-line unicorn/prefer-add-event-listener -- a transport is no event target
  transport.onmessage = (message, extra) => {
    deliver?.(message, extra);
    if (!isJSONRPCRequest(message)) return;
    const cancelled = {
      jsonrpc: '2.0',
      method: 'notifications/cancelled',
      params: { requestId: message.id },
    } as const;
    const signal = extra?.request?.signal;
    if (signal?.aborted === true) deliver?.(cancelled);
    else signal?.addEventListener('abort', () => deliver?.(cancelled), { once: true });
  };
}

/** Tells once when all of a response was sent, or its client hung up. */
function whenSent(response: Response, ended: () => void): Response {
  if (response.body === null) {
    ended();
    return response;
  }
  const reader = response.body.getReader();
  let isCancelled = false;
  const body = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const { done, value } = await reader.read(); // these streams never fail
      if (isCancelled) return; // the read that was waiting then comes to its end, too
      if (!done) return controller.enqueue(value);
      ended();
      controller.close();
    },
    cancel: (reason) => {
      isCancelled = true;
      ended();
      return reader.cancel(reason);
    },
  });
  const { status, headers } = response;
  return new Response(body, { status, headers });
}
