import { Hono } from 'hono';

import { makeMcpHandler, type McpHandlerOptions } from '../mcp/http-handler.ts';
import type { SessionLimits } from '../mcp/http-sessions.ts';
import type { ToolOptions } from '../mcp/profile.ts';
import type { MemOS } from '../memos/memos.ts';
import { catalog } from '../surface/catalog.ts';
import type { Offer } from '../surface/offer.ts';
import type { OpenCalls } from '../surface/open-calls.ts';
import { isUnexpected } from '../surface/problem.ts';
import {
  type AppEnvironment,
  type Caller,
  type GuardOptions,
  refuseStrangers,
  requireToken,
} from './guard.ts';
import { bodyAtMost, counted, requestsAtMost, secured } from './limits.ts';
import { metricsText } from './metrics-text.ts';
import { describeApi, routeOf } from './open-api.ts';
import { operationRoute } from './operation-route.ts';
import { failureResponse, refusal } from './problem-response.ts';
import { RequestMetrics } from './request-metrics.ts';

export interface AppOptions
  extends
    GuardOptions,
    ToolOptions,
    SessionLimits,
    Pick<McpHandlerOptions, 'makeMcpServer' | 'needsSession'> {
  readonly version: string;
  /** The most tokens of one answer over MCP. */
  readonly maxTokens: number;
  /** The largest body of a request, in bytes. */
  readonly maxBodyBytes: number;
  /** How many requests are answered at once. */
  readonly maxRequests: number;
  /** How long an operation may take, in milliseconds. */
  readonly timeLimitMs: number;
  readonly calls: OpenCalls;
  /** Is told what only a log should say. */
  readonly log: (error: unknown) => void;
}

export interface App {
  readonly fetch: (request: Request) => Response | Promise<Response>;
  /** Ends what MCP clients still wait for. */
  readonly close: () => Promise<void>;
}

/** The routes of a server over a memory that somebody else opens and closes. */
export function makeApp(memory: MemOS, options: AppOptions): App {
  const app = new Hono<AppEnvironment>();
  const metrics = new RequestMetrics();
  const offers = offersOf(memory, options);
  const memoryOf = ({ space }: Pick<Caller, 'space'>): MemOS =>
    space === undefined ? memory : memory.space(space);
  const mcp = makeMcpHandler(memoryOf, options);
  app.use(counted(metrics, labels(offers)), secured, refuseStrangers(options));
  app.get('/healthz', (context) => context.json({ status: 'ok' }));
  app.use(requestsAtMost(options.maxRequests));
  addReadiness(app, memory, options);
  app.use(requireToken(options), bodyAtMost(options.maxBodyBytes));
  const description = { version: options.version, hasTokens: options.tokens !== undefined };
  app.get('/openapi.json', (context) => context.json(describeApi(offers, description)));
  app.get('/metrics', (context) =>
    context.body(metricsText(memory.adapter.metrics(), metrics), 200, { 'content-type': promText }),
  );
  app.all('/mcp', (context) => mcp.fetch(context.req.raw, context.get('caller')));
  for (const offer of offers) {
    app.post(routeOf(offer), operationRoute(offer, { ...options, memoryOf }));
    app.all(routeOf(offer), () =>
      refusal('METHOD_NOT_ALLOWED', 'Operations are called with POST', { allow: 'POST' }),
    );
  }
  app.notFound(() => refusal('NOT_FOUND', 'There is no such route; /openapi.json lists all'));
  app.onError((error) => {
    if (isUnexpected(error)) options.log(error);
    return failureResponse(error);
  });
  return { fetch: (request) => app.fetch(request), close: () => mcp.close() };
}

const promText = 'text/plain; version=0.0.4; charset=utf-8';

/** What is not allowed to anybody has no route and stands in no description. */
function offersOf(memory: MemOS, { readOnly, allowCypher }: AppOptions): readonly Offer[] {
  const { capabilities } = memory.adapter.engine;
  return catalog.filter(
    ({ access, needs }) =>
      (access === 'read' || !readOnly) &&
      (needs === undefined || (allowCypher && capabilities.has(needs))),
  );
}

const otherPaths = ['/healthz', '/readyz', '/metrics', '/openapi.json', '/mcp'] as const;

/** The names under which requests are counted. */
function labels(offers: readonly Offer[]): (path: string) => string {
  const known = new Map<string, string>([
    ...offers.map((offer) => [routeOf(offer), offer.name] as const),
    ...otherPaths.map((path) => [path, path.slice(1)] as const),
  ]);
  return (path) => known.get(path) ?? 'other';
}

/** How long the question whether the memory can be used may take, in milliseconds. */
const readinessLimitMs = 2_000;

/** Whether the smallest read works; a supervisor asks without a token, so it must cost nothing. */
function addReadiness(app: Hono<AppEnvironment>, memory: MemOS, { calls }: AppOptions): void {
  app.get('/readyz', async (context) => {
    if (calls.isStopping) return refusal('STOPPING', 'This server is stopping');
    try {
      await memory.list({ limit: 1, signal: AbortSignal.timeout(readinessLimitMs) });
      return context.json({ status: 'ready' });
    } catch (error) {
      return failureResponse(error);
    }
  });
}
