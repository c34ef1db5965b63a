import * as z from 'zod';

import { entityId } from '../model/identity.ts';
import { type Instant, instantProblem, toInstant } from '../model/instant.ts';
import { commitmentEnds } from '../model/kind.ts';
import type { NodeRecord } from '../model/node-record.ts';
import {
  bounds,
  confidence,
  content,
  name,
  nodeId,
  ownId,
  priority,
  text,
} from '../operations/fields.ts';
import { isKnowledgeRecord } from './knowledge-record.ts';

/** A time as it is stored, and so as an export has it, is taken as it is; any other becomes one, cut to milliseconds. */
const timeOf = (isStored: (value: string) => boolean) =>
  z.unknown().transform((value, context): Instant => {
    if (typeof value === 'string' && isStored(value)) return value;
    if (typeof value === 'string' || value instanceof Date) {
      const wanted = instantProblem(value);
      if (wanted === undefined) return toInstant(value);
      context.addIssue({ code: 'custom', message: wanted });
      return z.NEVER;
    }
    context.addIssue({ code: 'custom', message: 'a text or a Date' });
    return z.NEVER;
  });

/** Text of any other form would not sort as the moments do. */
function isMilliseconds(value: string): boolean {
  const time = value.length === 24 ? new Date(value) : undefined;
  if (time === undefined || Number.isNaN(time.getTime())) return false;
  return time.toISOString() === value && !value.startsWith('0000');
}

/** Engines write a whole millisecond with three digits. */
const isMicroseconds = (value: string): boolean =>
  /\.\d{6}Z$/.test(value) && !value.endsWith('000Z') && isMilliseconds(`${value.slice(0, -4)}Z`);

const instant = timeOf(isMilliseconds);

/** The time of storing, to the microsecond. */
const createdAt = timeOf((value) => isMicroseconds(value) || isMilliseconds(value));

export const importedEntityId = z
  .string()
  .regex(/^entity_[0-9a-f]{32}$/, 'the id of an entity, entity_ and 32 hex digits');

const fingerprint = z
  .string()
  .regex(/^v\d{1,3}:[0-9a-f]{32}$/, 'a fingerprint such as v1: and 32 hex digits')
  .exactOptional();

/** What every memory has. */
const memory = {
  createdAt,
  content,
  domain: name.exactOptional(),
  occurredAt: instant,
  validFrom: instant,
};

/** The status of a memory that can be superseded, and what is known once it was. */
const supersedable = <const Status extends string>(statuses: readonly Status[]) => ({
  status: z.enum([...statuses, 'superseded']),
  validTo: instant.exactOptional(),
  supersededBy: nodeId.exactOptional(),
  previousStatus: z.enum(statuses).exactOptional(),
});

const note = z.strictObject({
  id: ownId,
  kind: z.literal('note'),
  ...memory,
  ...supersedable(['active']),
  confidence: confidence.exactOptional(),
  speaker: name.exactOptional(),
  fingerprint,
});

const decision = z.strictObject({
  id: ownId,
  kind: z.literal('decision'),
  ...memory,
  ...supersedable(['in_force']),
  confidence: confidence.exactOptional(),
  rationale: text.exactOptional(),
  alternatives: z.array(text).max(bounds.alternatives).readonly().exactOptional(),
  fingerprint,
});

const commitment = z.strictObject({
  id: ownId,
  kind: z.literal('commitment'),
  ...memory,
  ...supersedable(['open', ...commitmentEnds]),
  to: name.exactOptional(),
  dueAt: instant.exactOptional(),
  priority: priority.exactOptional(),
  outcome: text.exactOptional(),
  closedAt: instant.exactOptional(),
  fingerprint,
});

const pattern = z.strictObject({
  id: nodeId.refine((id) => id.startsWith('pattern_'), 'an id that begins with pattern_'),
  kind: z.literal('pattern'),
  ...memory,
  status: z.literal('active'),
  confidence: confidence.exactOptional(),
});

const session = z.strictObject({
  id: ownId,
  kind: z.literal('session'),
  status: z.enum(['open', 'ended']),
  createdAt,
  occurredAt: instant,
  content: text.exactOptional(),
  domain: name.exactOptional(),
  agent: name.exactOptional(),
  endedAt: instant.exactOptional(),
  summary: text.exactOptional(),
  fingerprint,
});

const ofItsName = {
  path: ['id'],
  message: 'the id that is made of `name`, so that the name finds it',
};
const isOfItsName = (record: { readonly id: string; readonly name: string }): boolean =>
  record.id === entityId(record.name);

const entity = z
  .strictObject({
    id: importedEntityId,
    kind: z.literal('entity'),
    name,
    createdAt,
    type: name.exactOptional(),
    description: text.exactOptional(),
  })
  .refine(isOfItsName, ofItsName);

const alias = z
  .strictObject({
    id: importedEntityId,
    kind: z.literal('alias'),
    name,
    target: importedEntityId.describe('The entity it stands for'),
    createdAt,
  })
  .refine(isOfItsName, ofItsName)
  .refine((record) => record.id !== record.target, {
    path: ['target'],
    message: 'another entity than the alias itself',
  });

/** Knowledge graphs are written by `KnowledgeGraph` alone, whose records are JSON texts under ids made of their own contents. */
const knowledge = z
  .strictObject({
    id: z.string(),
    kind: z.literal('knowledge'),
    status: z.literal('active'),
    createdAt,
    content: z.string().exactOptional(),
    summary: z.string(),
  })
  .refine(isKnowledgeRecord, 'a record of a knowledge graph as an export has it');

/** What an export may hold of a node, by kind: everything that an engine stores, and nothing else. */
export const importedRecords = {
  note,
  decision,
  commitment,
  pattern,
  session,
  entity,
  alias,
  knowledge,
} satisfies Readonly<Record<NodeRecord['kind'], z.ZodType<NodeRecord>>>;
