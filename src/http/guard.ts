import type { MiddlewareHandler } from 'hono';

import { refusal } from './problem-response.ts';
import { findToken, type Token } from './tokens.ts';

/** Who calls: what its token allows. */
export interface Caller {
  readonly space?: string;
  readonly readOnly: boolean;
  /** Undefined: nobody needs a token. */
  readonly bearer?: Token;
}

export interface AppEnvironment {
  readonly Variables: { caller: Caller };
}

export interface GuardOptions {
  /** Undefined: anybody who reaches the server may call. */
  readonly tokens: readonly Token[] | undefined;
  /** Names that a request may use for this server. */
  readonly allowedHosts: readonly string[];
  /** Host names of pages that may call from a browser. */
  readonly allowedOrigins: readonly string[];
}

/** Names that always mean this machine. */
export const loopbackNames = ['localhost', '127.0.0.1', '[::1]'] as const;

/** Refuses what a page of somebody else could send by way of a browser: a foreign `Host` (DNS rebinding) or `Origin`. */
export function refuseStrangers({ allowedHosts, allowedOrigins }: GuardOptions): MiddlewareHandler {
  const hosts = new Set(allowedHosts.map((name) => name.toLowerCase()));
  const origins = new Set(allowedOrigins.map((name) => name.toLowerCase()));
  return async ({ req }, next) => {
    const host = hostnameOf(`http://${req.header('host') ?? ''}`);
    if (host === undefined || !hosts.has(host))
      return refusal(
        'HOST_REFUSED',
        'This server is not called by that name; --allow-host adds one',
      );
    const origin = req.header('origin');
    const from = origin === undefined ? undefined : hostnameOf(origin);
    if (origin !== undefined && (from === undefined || !origins.has(from)))
      return refusal(
        'ORIGIN_REFUSED',
        'Pages from there may not call this server; --allow-origin adds one',
      );
    await next();
    return undefined;
  };
}

function hostnameOf(url: string): string | undefined {
  try {
    const { hostname } = new URL(url);
    return hostname === '' ? undefined : hostname;
  } catch {
    return undefined;
  }
}

/** Lets in who bears a token, and notes what it allows. */
export function requireToken({ tokens }: GuardOptions): MiddlewareHandler<AppEnvironment> {
  return async (context, next) => {
    const caller = callerOf(tokens, context.req.header('authorization'));
    if (caller === undefined)
      return refusal('UNAUTHORIZED', 'Send a token of this server as `Authorization: Bearer …`', {
        'www-authenticate': 'Bearer realm="memos-graph"',
      });
    context.set('caller', caller);
    await next();
    return undefined;
  };
}

function callerOf(
  tokens: readonly Token[] | undefined,
  header: string | undefined,
): Caller | undefined {
  if (tokens === undefined) return { readOnly: false };
  const [, sent] = /^Bearer +([\w.~+/=-]+) *$/i.exec(header ?? '') ?? [];
  const token = sent === undefined ? undefined : findToken(tokens, sent);
  if (token === undefined) return undefined;
  const { space, readOnly = false } = token;
  return { readOnly, bearer: token, ...(space === undefined ? {} : { space }) };
}
