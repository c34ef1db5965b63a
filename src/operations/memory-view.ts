import type { EntityRef, NodeDetail } from '../engine/reads.ts';
import type { Instant } from '../model/instant.ts';
import type { MemoryKind, NodeKind } from '../model/kind.ts';
import type { NodeRecord } from '../model/node-record.ts';
import { measured } from './record-pattern.ts';

/** A link as it is shown at one of its ends. */
export interface LinkView {
  readonly type: string;
  /** `out`: from the node that is shown. */
  readonly direction: 'out' | 'in';
  /** The id of the other end. */
  readonly id: string;
  readonly properties?: Readonly<Record<string, unknown>>;
}

/** A node as every answer shows it: its properties, its links, and what can be computed from them. */
export interface NodeView extends Omit<
  NodeRecord,
  'previousStatus' | 'writtenBy' | 'fingerprint' | 'target'
> {
  readonly links: readonly LinkView[];
}

/** A memory as every answer shows it. */
export interface MemoryView extends NodeView {
  readonly kind: MemoryKind;
  readonly content: string;
  readonly occurredAt: Instant;
  readonly entities: readonly EntityRef[];
  /** Pattern: from 0 to below 1. */
  readonly strength?: number;
  readonly evidence?: { readonly count: number; readonly lastAt?: Instant };
  /** Commitment: true when it is open and its due time has passed. */
  readonly overdue?: boolean;
}

/** An entity as every answer shows it. */
export interface EntityView extends NodeView {
  readonly kind: NodeKind;
  readonly name: string;
  readonly aliases: readonly string[];
}

function nodeView({ node, links }: NodeDetail): NodeView {
  const {
    previousStatus: _before,
    writtenBy: _by,
    fingerprint: _print,
    target: _target,
    ...shown
  } = node;
  return {
    ...shown,
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
export function anyView(detail: NodeDetail, now: Instant): MemoryView | EntityView | NodeView {
  if (detail.node.kind === 'entity') return entityView(detail);
  return detail.node.kind === 'session' ? nodeView(detail) : memoryView(detail, now);
}
