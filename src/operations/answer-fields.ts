import * as z from 'zod';

import type { EntityRef } from '../engine/reads.ts';
import { memoryKinds } from '../model/kind.ts';
import type { Receipt } from '../model/receipt.ts';

/** A moment in an answer: ISO 8601 in UTC. */
export const moment = z.string().meta({ format: 'date-time' });

export const kindOfMemory = z.enum(memoryKinds);

/** An entity as it stands beside a memory. */
export const entityRef = z
  .object({ id: z.string(), name: z.string(), type: z.string().exactOptional() })
  .readonly() satisfies z.ZodType<EntityRef>;

/** A link without what it carries. */
export const linkEnds = z.object({ from: z.string(), type: z.string(), to: z.string() }).readonly();

const count = z.int().min(0);

/** What a call cost at the database. */
export const receipt = z
  .object({
    sessions: count.describe('Database sessions that were used'),
    transactions: count,
    statements: count,
    roundTrips: count.describe('Waits for an answer of the server; 0 for an embedded file'),
    retries: count,
    sharedBy: count.describe("How many calls shared this cost; 1 when it was this call's alone"),
  })
  .readonly()
  .meta({
    id: 'Receipt',
    description: 'What the call cost at the database',
  }) satisfies z.ZodType<Receipt>;
