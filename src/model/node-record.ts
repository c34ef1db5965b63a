import type { Instant } from './instant.ts';
import type { NodeKind } from './kind.ts';

/** A value that every engine can store as it is. */
export type PropertyValue = string | number | boolean | readonly string[];

/** What is stored of a node, flat; a property that is absent was never given. */
export interface NodeRecord {
  readonly id: string;
  readonly kind: NodeKind;
  readonly createdAt: Instant;
  readonly status?: string;
  readonly content?: string;
  readonly domain?: string;
  readonly occurredAt?: Instant;
  readonly validFrom?: Instant;
  readonly validTo?: Instant;
  /** The first memory that superseded this one. */
  readonly supersededBy?: string;
  /** The status before it was superseded, for the case that the superseder is forgotten. */
  readonly previousStatus?: string;
  readonly confidence?: number;
  /** Decision. */
  readonly rationale?: string;
  readonly alternatives?: readonly string[];
  /** Commitment: whom it was made to, when it is due, and how it ended. */
  readonly to?: string;
  readonly dueAt?: Instant;
  readonly priority?: string;
  readonly outcome?: string;
  readonly closedAt?: Instant;
  /** Note. */
  readonly speaker?: string;
  /** Entity and alias. */
  readonly name?: string;
  readonly type?: string;
  readonly description?: string;
  /** Alias: the id of the entity it stands for. */
  readonly target?: string;
  /** Session. */
  readonly agent?: string;
  readonly endedAt?: Instant;
  readonly summary?: string;
  /** The change set that created it. */
  readonly writtenBy?: string;
  readonly fingerprint?: string;
}

/** The properties that hold an instant: text here, DATETIME inside Neo4j. */
export const instantProperties: ReadonlySet<string> = new Set<keyof NodeRecord>([
  'createdAt',
  'occurredAt',
  'validFrom',
  'validTo',
  'dueAt',
  'closedAt',
  'endedAt',
]);

/** The one text that everything is ordered by: when it happened, when it was stored, its id. */
export function orderKey(node: Pick<NodeRecord, 'id' | 'createdAt' | 'occurredAt'>): string {
  return `${node.occurredAt ?? node.createdAt}|${node.createdAt}|${node.id}`;
}

/** The text that commitments are ordered by: due first, those without a day last, then as `orderKey`. */
export function dueKey(
  node: Pick<NodeRecord, 'id' | 'createdAt' | 'occurredAt' | 'dueAt'>,
): string {
  return `${node.dueAt ?? '9999-12-31T23:59:59.999Z'}|${orderKey(node)}`;
}
