import * as z from 'zod';

import type { CypherAnswer } from '../engine/engine.ts';
import { bounds } from './fields.ts';

/** The bounds of an agent's own query. */
export const queryBounds = { timeoutMs: 10_000, maxRows: 1_000, maxBytes: 1_048_576 } as const;

export interface QueryAnswer extends CypherAnswer {
  /** The caps and the time limit that held for this query. */
  readonly bounds: typeof queryBounds;
}

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
} as const;
