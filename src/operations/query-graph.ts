import * as z from 'zod';

import type { CypherAnswer } from '../engine/engine.ts';
import { bounds } from './fields.ts';

/** The bounds of an agent's own query. */
export const queryBounds = { timeoutMs: 10_000, maxRows: 1_000, maxBytes: 1_048_576 } as const;

const output = z
  .object({
    columns: z.array(z.string()).readonly(),
    rows: z.array(z.record(z.string(), z.unknown()).readonly()).readonly(),
    truncated: z.enum(['rows', 'bytes']).exactOptional().describe('Which cap cut the rows'),
    bounds: z
      .object({
        timeoutMs: z.literal(queryBounds.timeoutMs),
        maxRows: z.literal(queryBounds.maxRows),
        maxBytes: z.literal(queryBounds.maxBytes),
      })
      .readonly()
      .describe('The caps and the time limit that held for this query'),
  })
  .readonly() satisfies z.ZodType<CypherAnswer>;

/** What a query found. */
export type QueryAnswer = z.output<typeof output>;

/** The definition of `queryGraph`; the adapter hands it to the engine itself, since its text is not a read shape. */
export const queryGraph = {
  name: 'queryGraph',
  summary: 'Run read-only Cypher; it sees every space of the database (Neo4j only)',
  access: 'read',
  input: z.strictObject({
    cypher: z
      .string()
      .min(1)
      .max(bounds.queryCharacters, `a query of at most ${bounds.queryCharacters} characters`)
      .describe('One read-only Cypher query'),
    params: z.record(z.string(), z.json()).default({}),
  }),
  output,
} as const;
