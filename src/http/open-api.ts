import * as z from 'zod';

import { receipt } from '../operations/answer-fields.ts';
import { jsonSchemaOf, type JsonSchema } from '../surface/json-schema.ts';
import type { Offer } from '../surface/offer.ts';
import { problemOutput } from '../surface/problem.ts';

interface Described {
  readonly version: string;
  /** Whether a token is needed. */
  readonly hasTokens: boolean;
}

/** Where an offer is found. */
export const routeOf = ({ name }: Pick<Offer, 'name'>): string => `/v1/${name}`;

/** Describes the routes as OpenAPI 3.1, from the schemas that check them. */
export function describeApi(
  offers: readonly Offer[],
  { version, hasTokens }: Described,
): JsonSchema {
  const components: Record<string, unknown> = {
    ProblemDetails: jsonSchemaOf(problemDetails, 'output'),
  };
  const lift = (schema: JsonSchema): JsonSchema => lifted(schema, components);
  const paths = Object.fromEntries(
    offers.map((offer) => [routeOf(offer), { post: operation(offer, lift) }]),
  );
  return {
    openapi: '3.1.1',
    info: {
      title: 'memos-graph',
      summary: 'Graph memory for AI agents',
      version,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    security: hasTokens ? [{ token: [] }] : [],
    paths: { ...paths, ...lookPaths },
    components: {
      schemas: components,
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
    },
  };
}

type Lift = (schema: JsonSchema) => JsonSchema;

const json = (schema: JsonSchema): JsonSchema => ({ 'application/json': { schema } });

function operation(offer: Offer, lift: Lift): JsonSchema {
  const { name, summary, access, key, input, output } = offer;
  const answer = lift(jsonSchemaOf(output, 'output'));
  return {
    operationId: name,
    summary,
    'x-access': access,
    ...(key === undefined ? {} : { parameters: [idempotencyKey] }),
    requestBody: { required: true, content: json(lift(jsonSchemaOf(input, 'input'))) },
    responses: {
      200: { description: 'The answer', content: json(withReceipt(answer, lift)) },
      ...problems,
    },
  };
}

/** The answer of every operation but `health` tells what it cost. */
function withReceipt(answer: JsonSchema, lift: Lift): JsonSchema {
  const costed = { type: 'object', properties: { receipt: lift(jsonSchemaOf(receipt, 'output')) } };
  return { allOf: [answer, costed] };
}

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  description: 'Becomes the `id` of what is stored: the same request sent twice is stored once',
  schema: { type: 'string', maxLength: 200 },
};

const problemBody = {
  'application/problem+json': { schema: { $ref: '#/components/schemas/ProblemDetails' } },
};

const problemOfStatus = (description: string): JsonSchema => ({
  description,
  content: problemBody,
});

const problems = {
  400: problemOfStatus('The request cannot be used; `field` says where'),
  401: problemOfStatus('A token is needed'),
  403: problemOfStatus('The token does not allow it'),
  404: problemOfStatus('What it names is not in this space'),
  409: problemOfStatus('It contradicts what is stored; nothing was changed'),
  413: problemOfStatus('The request is too large'),
  415: problemOfStatus('The request is not JSON'),
  501: problemOfStatus('The engine of this server cannot do it'),
  503: problemOfStatus('Not possible now; send it again after `Retry-After`'),
  504: problemOfStatus('It took too long'),
  default: problemOfStatus('It failed'),
};

const { message: detail, ...more } = problemOutput.unwrap().shape;

const problemDetails = z
  .object({ type: z.string(), title: z.string(), status: z.int(), detail, ...more })
  .describe('Problem details (RFC 9457)');

interface Look {
  readonly operationId: string;
  readonly summary: string;
  readonly mediaType: string;
  /** Whether it is told without a token. */
  readonly isOpen: boolean;
}

const look = ({ operationId, summary, mediaType, isOpen }: Look): JsonSchema => ({
  get: {
    operationId,
    summary,
    ...(isOpen ? { security: [] } : {}),
    responses: {
      200: { description: 'The answer', content: { [mediaType]: {} } },
      403: problemOfStatus('This server is not called by that name'),
      default: problemOfStatus('It failed'),
    },
  },
});

const isJson = { mediaType: 'application/json' };

const lookPaths = {
  '/healthz': look({
    operationId: 'isAlive',
    summary: 'Tell that the server runs',
    isOpen: true,
    ...isJson,
  }),
  '/readyz': look({
    operationId: 'isReady',
    summary: 'Tell whether the memory can be used',
    isOpen: true,
    ...isJson,
  }),
  '/metrics': look({
    operationId: 'metrics',
    summary: 'Metrics in the text format of Prometheus',
    isOpen: false,
    mediaType: 'text/plain',
  }),
  '/openapi.json': look({
    operationId: 'describe',
    summary: 'This document',
    isOpen: false,
    ...isJson,
  }),
};

/** Moves the definitions of a schema to where the whole document finds them. */
function lifted(schema: JsonSchema, components: Record<string, unknown>): JsonSchema {
  const moved = JSON.parse(
    JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/'),
  ) as JsonSchema; // the same shape
  const { $defs, ...root } = moved;
  Object.assign(components, $defs);
  return root;
}
