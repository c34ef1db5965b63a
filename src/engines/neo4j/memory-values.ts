import type { NodeRecord } from '../../model/node-record.ts';
import { toRecord } from './properties.ts';

/** What a record of a memory holds, in the order of its values where it is answered without names: names cost the driver most of the time. */
export const memoryProperties = [
  'id',
  'kind',
  'createdAt',
  'occurredAt',
  'status',
  'content',
  'speaker',
  'domain',
  'confidence',
  'validFrom',
  'validTo',
  'supersededBy',
  'previousStatus',
  'rationale',
  'alternatives',
  'to',
  'dueAt',
  'priority',
  'outcome',
  'closedAt',
] as const satisfies readonly (keyof NodeRecord)[];

/** The record of a memory from its values, in the order of `memoryProperties`. */
export const toMemoryRecord = (values: readonly unknown[]): NodeRecord =>
  toRecord(Object.fromEntries(memoryProperties.map((name, index) => [name, values[index]])));
