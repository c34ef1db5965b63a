import * as z from 'zod';

import type { Costed } from '../engine/engine.ts';
import type { ListInput, ListOrder } from '../engine/reads.ts';
import { type MemoryKind, memoryKinds } from '../model/kind.ts';
import { dueKey, orderKey } from '../model/node-record.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { defineRead, type Reader } from './define-operation.ts';
import {
  bounds,
  commitmentEnd,
  entityNameOrId,
  instant,
  memoryKind,
  memoryStatus,
  name,
} from './fields.ts';
import { type MemoryView, memoryView, memoryViewOutput } from './memory-view.ts';

const page = {
  domain: name.exactOptional(),
  entity: entityNameOrId.exactOptional().describe('About this entity, by name or id'),
  since: instant.exactOptional().describe('Occurred at or after'),
  until: instant.exactOptional().describe('Occurred before'),
  limit: z.int().min(1).max(bounds.listLimit).default(20),
  cursor: z.string().max(1_000).exactOptional().describe('The nextCursor of the page before'),
};

const byTime = z.enum(['newest', 'oldest']).default('newest');

const output = z
  .object({
    items: z.array(memoryViewOutput).readonly(),
    nextCursor: z.string().nullable().describe('Continues the list; null at its end'),
  })
  .readonly();

/** One page of memories. */
export type MemoryPage = z.output<typeof output>;

interface PageInput extends Omit<ListInput, 'space' | 'kinds' | 'entities' | 'after'> {
  readonly entity?: string;
  readonly cursor?: string;
}

/** Lists one page, and looks one further to know whether there is more. */
async function listPage(
  kinds: readonly MemoryKind[],
  { entity, cursor, ...filter }: PageInput,
  reader: Reader,
): Promise<Costed<MemoryPage>> {
  const { value, receipt } = await reader.read('list', {
    ...filter,
    kinds,
    limit: filter.limit + 1,
    ...(entity === undefined ? {} : { entities: [entity] }),
    ...(cursor === undefined ? {} : { after: decodeCursor(filter.order, cursor) }),
  });
  const shown = value.slice(0, filter.limit);
  const last = shown.at(-1);
  const nextCursor =
    value.length > filter.limit && last !== undefined
      ? encodeCursor(filter.order, keyOf(filter.order, last.node))
      : null;
  return {
    value: { items: shown.map((detail) => memoryView(detail, reader.now)), nextCursor },
    receipt,
  };
}

function keyOf(order: ListOrder, node: Parameters<typeof dueKey>[0]): string {
  return order === 'due' ? dueKey(node) : orderKey(node);
}

/** The cursor that continues a list after one of its memories; for those who show less than a page. */
export const cursorAfter = (order: ListOrder, memory: MemoryView): string =>
  encodeCursor(order, keyOf(order, memory));

export const getCommitments = defineRead({
  name: 'getCommitments',
  summary: 'List commitments by status, entity, domain or time',
  input: z.strictObject({
    ...page,
    status: z.union([z.enum(['open', 'superseded']), commitmentEnd]).exactOptional(),
    order: z
      .enum(['newest', 'oldest', 'due'])
      .default('newest')
      .describe('due: what is due first, first'),
  }),
  output,
  run: (input, reader) => listPage(['commitment'], input, reader),
});

export const getDecisions = defineRead({
  name: 'getDecisions',
  summary: 'List decisions by status, entity, domain or time',
  input: z.strictObject({
    ...page,
    status: z.enum(['in_force', 'superseded']).exactOptional(),
    order: byTime,
  }),
  output,
  run: (input, reader) => listPage(['decision'], input, reader),
});

export const getPatterns = defineRead({
  name: 'getPatterns',
  summary: 'List patterns with their strength and evidence',
  input: z.strictObject({ ...page, status: z.enum(['active']).exactOptional(), order: byTime }),
  output,
  run: (input, reader) => listPage(['pattern'], input, reader),
});

export const listMemories = defineRead({
  name: 'list',
  summary: 'List memories of any kind by time',
  input: z.strictObject({
    ...page,
    kinds: z.array(memoryKind).min(1).readonly().exactOptional().describe('Default: every kind'),
    status: memoryStatus.exactOptional(),
    order: byTime,
  }),
  output,
  run: ({ kinds, ...input }, reader) => listPage([...new Set(kinds ?? memoryKinds)], input, reader),
});
