import type { ErrorCode } from '../errors/memos-graph-error.ts';
import { type Problem, problemOf } from '../surface/problem.ts';

/** What is wrong with a request before it reaches an operation. */
export type RequestCode =
  | 'UNAUTHORIZED'
  | 'FORBIDDEN'
  | 'HOST_REFUSED'
  | 'ORIGIN_REFUSED'
  | 'NOT_FOUND'
  | 'METHOD_NOT_ALLOWED'
  | 'BODY_TOO_LARGE'
  | 'NOT_JSON'
  | 'MALFORMED'
  | 'STOPPING'
  | 'TOO_MANY_REQUESTS';

const statuses: Readonly<Record<ErrorCode | RequestCode | 'INTERNAL', number>> = {
  UNAUTHORIZED: 401,
  FORBIDDEN: 403,
  HOST_REFUSED: 403,
  ORIGIN_REFUSED: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  BODY_TOO_LARGE: 413,
  NOT_JSON: 415,
  MALFORMED: 400,
  STOPPING: 503,
  TOO_MANY_REQUESTS: 503,
  INTERNAL: 500,
  INVALID_INPUT: 400,
  NODE_NOT_FOUND: 404,
  ID_CONFLICT: 409,
  CAPABILITY_MISSING: 501,
  QUERY_REFUSED: 400,
  QUERY_FAILED: 400,
  READ_ONLY: 403,
  CONTEXT_CLOSED: 500,
  CONTEXT_FAILED: 500,
  CONTEXT_LOST: 503,
  CONTEXT_CHANGED: 503,
  CLOSED: 503,
  ABORTED: 503,
  TIMEOUT: 504,
  BACKPRESSURE: 503,
  DATABASE_BUSY: 503,
  DATABASE_UNAVAILABLE: 503,
  DATABASE_REFUSED: 503,
  DATABASE_FAILED: 500,
  SCHEMA_MISSING: 503,
  SCHEMA_NEWER: 503,
  SCHEMA_CONFLICT: 503,
  FILE_UNUSABLE: 500,
  SQLITE_UNAVAILABLE: 500,
};

/** How long a client had better wait before it sends again, in seconds. */
const retryAfterSeconds = 1;

/** Problem details of RFC 9457, with our code and whether sending again can help. */
export function problemResponse(
  problem: Omit<Problem, 'code'> & { readonly code: string },
  headers: Readonly<Record<string, string>> = {},
): Response {
  const { code, message, retryable, ...more } = problem;
  const status = Object.hasOwn(statuses, code) ? statuses[code as keyof typeof statuses] : 500; // it is a key
  const body = {
    type: `urn:memos-graph:problem:${code.toLowerCase().replaceAll('_', '-')}`,
    title: titles[status] ?? 'Failed',
    status,
    detail: message,
    code,
    retryable,
    ...more,
  };
  return Response.json(body, {
    status,
    headers: {
      'content-type': 'application/problem+json',
      ...(status === 503 ? { 'retry-after': String(retryAfterSeconds) } : {}),
      ...headers,
    },
  });
}

const titles: Readonly<Record<number, string>> = {
  400: 'The request cannot be used',
  401: 'A token is needed',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'It contradicts what is stored',
  413: 'The request is too large',
  415: 'The request is not JSON',
  500: 'Failed',
  501: 'Not possible here',
  503: 'Not possible now',
  504: 'It took too long',
};

/** A request that is refused before it reaches an operation. */
export function refusal(
  code: RequestCode,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const retryable = statuses[code] === 503;
  return problemResponse({ code, message, retryable }, headers);
}

/** What an operation threw. */
export function failureResponse(error: unknown): Response {
  return problemResponse(problemOf(error));
}
