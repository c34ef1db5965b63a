import type { Context, Handler } from 'hono';

import type { MemOS } from '../memos/memos.ts';
import type { Offer } from '../surface/offer.ts';
import type { OpenCalls } from '../surface/open-calls.ts';
import { isUnexpected } from '../surface/problem.ts';
import type { AppEnvironment, Caller } from './guard.ts';
import { withKey } from './idempotency-key.ts';
import { failureResponse, problemResponse, refusal } from './problem-response.ts';

export interface RouteSettings {
  readonly memoryOf: (caller: Caller) => MemOS;
  /** How long an operation may take, in milliseconds. */
  readonly timeLimitMs: number;
  readonly calls: OpenCalls;
  readonly log: (error: unknown) => void;
}

/** Carries out one operation: its input is the body, its answer the response. */
export const operationRoute =
  (offer: Offer, settings: RouteSettings): Handler<AppEnvironment> =>
  async (context) => {
    const refused = refusedTo(context.get('caller'), offer);
    if (refused !== undefined) return refused;
    const body = await jsonBody(context.req.raw);
    return body instanceof Response ? body : answer(offer, context, { ...settings, ...body });
  };

function refusedTo({ readOnly, space }: Caller, { access, needs }: Offer): Response | undefined {
  if (readOnly && access !== 'read') return refusal('FORBIDDEN', 'This token may only read');
  // Cypher sees every space, which a token for one of them must not.
  if (space !== undefined && needs === 'cypher')
    return refusal('FORBIDDEN', 'This token is for one space, and Cypher sees all');
  return undefined;
}

interface Body {
  readonly value: unknown;
}

/** A form of a foreign page can send text and forms, but no JSON. */
async function jsonBody(request: Request): Promise<Response | Body> {
  const type = request.headers.get('content-type') ?? '';
  if (!/^application\/json(?:\s*;|$)/i.test(type))
    return refusal('NOT_JSON', 'Send the input as application/json');
  const bytes = await request.arrayBuffer();
  try {
    // A decoder that is not fatal would put other characters in the place of what it cannot read.
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return { value: JSON.parse(text) as unknown };
  } catch {
    return refusal('MALFORMED', 'The body is no JSON document in UTF-8');
  }
}

async function answer(
  offer: Offer,
  context: Context<AppEnvironment>,
  { memoryOf, timeLimitMs, calls, log, value }: RouteSettings & Body,
): Promise<Response> {
  const late = AbortSignal.timeout(timeLimitMs);
  const signal = AbortSignal.any([context.req.raw.signal, late]);
  try {
    const input = withKey(offer, value, context.req.header('idempotency-key'));
    const memory = memoryOf(context.get('caller'));
    return context.json(await calls.run(() => offer.run(memory, input, { signal })));
  } catch (error) {
    if (isUnexpected(error)) log(error);
    return late.aborted ? tooLate(offer, timeLimitMs) : failureResponse(error);
  }
}

function tooLate({ access }: Offer, timeLimitMs: number): Response {
  const fate =
    access === 'read'
      ? ''
      : '; it may have been applied, and sending it again with the same ids is safe';
  const message = `It did not end within ${timeLimitMs} ms${fate}`;
  return problemResponse({ code: 'TIMEOUT', message, retryable: true });
}
