import type { MiddlewareHandler } from 'hono';

import { refusal } from './problem-response.ts';
import type { RequestMetrics } from './request-metrics.ts';

/** Headers that every answer has: nothing of it is to be kept, guessed at or shown as a page. */
export const secured: MiddlewareHandler = async (context, next) => {
  await next();
  context.header('cache-control', 'no-store');
  context.header('x-content-type-options', 'nosniff');
  context.header('content-security-policy', "default-src 'none'; frame-ancestors 'none'");
};

/** Counts every request; `labelOf` answers one of a fixed number of names, whatever path was asked for. */
export const counted =
  (metrics: RequestMetrics, labelOf: (path: string) => string): MiddlewareHandler =>
  async (context, next) => {
    const startedAt = performance.now();
    metrics.begin();
    try {
      await next();
    } finally {
      const seconds = (performance.now() - startedAt) / 1000;
      metrics.end(labelOf(context.req.path), context.res.status, seconds);
    }
  };

/** Refuses a body that is too large, also one that does not say how large it is. */
export const bodyAtMost =
  (maxBodyBytes: number): MiddlewareHandler =>
  async (context, next) => {
    const { raw } = context.req;
    if (Number(raw.headers.get('content-length') ?? 0) > maxBodyBytes)
      return bodyTooLarge(maxBodyBytes);
    if (raw.headers.has('transfer-encoding') && raw.body !== null) {
      const body = await readAtMost(raw.body, maxBodyBytes);
      if (body === undefined) return bodyTooLarge(maxBodyBytes);
      const { method, headers, signal } = raw;
      context.req.raw = new Request(raw.url, { method, headers, signal, body });
    }
    await next();
    return undefined;
  };

const bodyTooLarge = (maxBodyBytes: number): Response =>
  refusal('BODY_TOO_LARGE', `The body is larger than ${maxBodyBytes} bytes; send several requests`);

/** What comes; undefined as soon as it is more. */
async function readAtMost(
  body: ReadableStream<Uint8Array>,
  maxBytes: number,
): Promise<Buffer<ArrayBuffer> | undefined> {
  const parts: Uint8Array[] = [];
  let size = 0;
  const reader = body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.length;
    if (size > maxBytes) return undefined;
    parts.push(part.value);
  }
  return Buffer.concat(parts);
}

/** Answers only so many requests at once: more would only make all of them slow. */
export function requestsAtMost(maxRequests: number): MiddlewareHandler {
  let open = 0;
  return async (_context, next) => {
    if (open >= maxRequests) {
      return refusal(
        'TOO_MANY_REQUESTS',
        `${maxRequests} requests are being answered already; send it again a little later`,
      );
    }
    open += 1;
    try {
      await next();
    } finally {
      open -= 1;
    }
    return undefined;
  };
}
