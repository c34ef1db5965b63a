import * as z from 'zod';

import type { NodeDetail } from '../engine/reads.ts';
import type { Instant } from '../model/instant.ts';
import { type LinkableKind, linkableKinds } from '../model/kind.ts';
import type { NodeRecord } from '../model/node-record.ts';
import { entityRef, kindOfMemory, moment } from './answer-fields.ts';
import { measured, patternFields } from './record-pattern.ts';

/** A link as it is shown at one of its ends. */
const linkView = z
  .object({
    type: z.string(),
    direction: z.enum(['out', 'in']).describe('out: from the node that is shown'),
    id: z.string().describe('The id of the other end'),
    properties: z.record(z.string(), z.unknown()).readonly().exactOptional(),
  })
  .readonly();

export type LinkView = z.output<typeof linkView>;

const words = z.string().exactOptional();
const maybeWhen = moment.exactOptional();

/** What is stored of a node that is nobody's business. */
type Hidden = 'previousStatus' | 'writtenBy' | 'fingerprint' | 'target';

const nodeFields = {
  id: z.string(),
  kind: z.enum(linkableKinds),
  status: words,
  content: words,
  domain: words,
  occurredAt: maybeWhen.describe('When it happened'),
  createdAt: moment.describe('When it was stored'),
  validFrom: maybeWhen,
  validTo: maybeWhen.describe('When it ceased to hold'),
  supersededBy: words.describe('The first memory that superseded this one'),
  confidence: z.number().exactOptional(),
  rationale: words,
  alternatives: z.array(z.string()).readonly().exactOptional(),
  to: words,
  dueAt: maybeWhen,
  priority: words,
  outcome: words,
  closedAt: maybeWhen,
  speaker: words,
  name: words,
  type: words,
  description: words,
  agent: words,
  endedAt: maybeWhen,
  summary: words,
  links: z.array(linkView).readonly(),
} satisfies Record<keyof Omit<NodeRecord, Hidden> | 'links', z.ZodType>;

export const nodeViewOutput = z.object(nodeFields).readonly().meta({ id: 'Node' });

/** A node as every answer shows it: its properties, its links, and what can be computed from them. */
export type NodeView = z.output<typeof nodeViewOutput>;

export const memoryFields = {
  ...nodeFields,
  kind: kindOfMemory,
  content: z.string(),
  occurredAt: moment.describe('When it happened'),
  entities: z.array(entityRef).readonly(),
  strength: patternFields.strength.exactOptional(),
  evidence: patternFields.evidence.exactOptional(),
  overdue: z
    .boolean()
    .exactOptional()
    .describe('Commitment: true when it is open and its due time has passed'),
};

export const memoryViewOutput = z.object(memoryFields).readonly().meta({ id: 'Memory' });

/** A memory as every answer shows it. */
export type MemoryView = z.output<typeof memoryViewOutput>;

export const entityViewOutput = z
  .object({ ...nodeFields, name: z.string(), aliases: z.array(z.string()).readonly() })
  .readonly()
  .meta({ id: 'Entity' });

/** An entity as every answer shows it. */
export type EntityView = z.output<typeof entityViewOutput>;

export const anyViewOutput = z.union([memoryViewOutput, entityViewOutput, nodeViewOutput]);

/** Any node in the view of its kind. */
export type AnyView = z.output<typeof anyViewOutput>;

function nodeView({ node, links }: NodeDetail): NodeView {
  const {
    previousStatus: _before,
    writtenBy: _by,
    fingerprint: _print,
    target: _target,
    ...shown
  } = node;
  return {
    ...(shown as typeof shown & { kind: LinkableKind }), // no read that shows nodes answers a knowledge record
    links: links.map(({ properties, ...link }) =>
      properties === undefined ? link : { ...link, properties: parsed(properties) },
    ),
  };
}

function parsed(properties: string): Readonly<Record<string, unknown>> {
  return JSON.parse(properties) as Record<string, unknown>; // written from an object by our own schema
}

export function memoryView(detail: NodeDetail, now: Instant): MemoryView {
  const { node, entities, tally } = detail;
  const view = nodeView(detail) as MemoryView; // the stored record of a memory has what a MemoryView adds
  return {
    ...view,
    entities,
    ...(tally === undefined ? {} : measured(tally, now)),
    ...(node.kind === 'commitment' ? { overdue: isOverdue(node, now) } : {}),
  };
}

function isOverdue(node: NodeRecord, now: Instant): boolean {
  return node.status === 'open' && node.dueAt !== undefined && node.dueAt < now;
}

export function entityView(detail: NodeDetail): EntityView {
  return { ...(nodeView(detail) as EntityView), aliases: detail.aliases }; // the record of an entity has a name
}

/** Any node in the view of its kind. */
export function anyView(detail: NodeDetail, now: Instant): AnyView {
  if (detail.node.kind === 'entity') return entityView(detail);
  return detail.node.kind === 'session' ? nodeView(detail) : memoryView(detail, now);
}
