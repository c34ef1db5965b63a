import type { NodeRecord } from '../../model/node-record.ts';
import { toRecord } from './properties.ts';

/** What a record has that no memory has, or that no answer shows. */
type OfOthers =
  | 'name'
  | 'type'
  | 'description'
  | 'target'
  | 'agent'
  | 'endedAt'
  | 'summary'
  | 'writtenBy'
  | 'fingerprint';

// The keys of a map, so that a property which is new in a record must be named here or above.
const ofMemories = {
  id: true,
  kind: true,
  createdAt: true,
  occurredAt: true,
  status: true,
  content: true,
  speaker: true,
  domain: true,
  confidence: true,
  validFrom: true,
  validTo: true,
  supersededBy: true,
  previousStatus: true,
  rationale: true,
  alternatives: true,
  to: true,
  dueAt: true,
  priority: true,
  outcome: true,
  closedAt: true,
} satisfies Record<Exclude<keyof NodeRecord, OfOthers>, true>;

/** The properties of a memory, in the order of its values where they are answered without names: a name costs the driver more than a value. */
export const memoryProperties: readonly string[] = Object.keys(ofMemories);

/** The record of a memory from its values, in the order of `memoryProperties`. */
export const toMemoryRecord = (values: readonly unknown[]): NodeRecord =>
  toRecord(Object.fromEntries(memoryProperties.map((name, index) => [name, values[index]])));
