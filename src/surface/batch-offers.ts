import * as z from 'zod';

import type { BatchAnswer } from '../operations/batch.ts';
import { createCommitment } from '../operations/create-commitment.ts';
import { createEntity } from '../operations/create-entity.ts';
import type { WriteOperation } from '../operations/define-operation.ts';
import { bounds } from '../operations/fields.ts';
import { linkNodes } from '../operations/link-nodes.ts';
import { parseInput } from '../operations/parse-input.ts';
import { recordPattern } from '../operations/record-pattern.ts';
import { storeMemory } from '../operations/store-memory.ts';
import type { Offer } from './offer.ts';
import { problemOf, problemOutput } from './problem.ts';

const failedItem = z.object({ error: problemOutput }).readonly();

/** What a batch is sent as; its items are checked one by one by the operation. */
const envelope = z.strictObject({
  items: z.array(z.unknown()).readonly(),
  atomic: z.boolean().default(true),
});

interface Batch {
  readonly name: string;
  readonly summary: string;
  readonly key?: 'items';
}

function offerBatch<Schema extends z.ZodType, Answer extends object>(
  operation: WriteOperation<Schema, Answer>,
  { key, ...named }: Batch,
): Offer {
  return {
    ...named,
    access: 'write',
    isRepeatable: key === undefined,
    ...(key === undefined ? {} : { key }),
    input: z.strictObject({
      items: z.array(operation.input).max(bounds.rowsPerBatch).readonly(),
      atomic: z
        .boolean()
        .default(true)
        .describe('True: all items or none. False: each stands alone and has its own result'),
    }),
    output: z
      .object({
        items: z
          .array(z.union([operation.output, failedItem]))
          .readonly()
          .describe('In the order of the input'),
      })
      .readonly(),
    run: async (memory, given, limits) => {
      const { items, atomic } = parseInput(envelope, given);
      const rows = items as readonly z.input<Schema>[]; // the batch checks each
      const answer = await memory.adapter.batch(operation, rows, { ...limits, atomic });
      return { ...answer, items: answer.items.map(withoutErrors) };
    },
  };
}

/** An error is told as a problem, like everywhere outside of the process. */
function withoutErrors<Answer extends object>(item: BatchAnswer<Answer>['items'][number]): object {
  return 'error' in item && item.error instanceof Error ? { error: problemOf(item.error) } : item;
}

/** The five batches. */
export const batchOffers: readonly Offer[] = [
  offerBatch(createEntity, {
    name: 'createEntitiesBatch',
    summary: 'Make or extend many entities in one call',
  }),
  offerBatch(linkNodes, { name: 'linkNodesBatch', summary: 'Make many links in one call' }),
  offerBatch(recordPattern, {
    name: 'recordPatternsBatch',
    summary: 'Record many patterns in one call',
    key: 'items',
  }),
  offerBatch(createCommitment, {
    name: 'createCommitmentsBatch',
    summary: 'Record many commitments in one call',
    key: 'items',
  }),
  offerBatch(storeMemory, {
    name: 'storeMemoryBatch',
    summary: 'Remember many memories of any kind in one call',
    key: 'items',
  }),
];
