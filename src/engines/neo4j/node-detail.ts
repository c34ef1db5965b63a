import type { EntityRef, LinkRef, NodeDetail } from '../../engine/reads.ts';
import type { Tally } from '../../model/change-set.ts';
import { isMemoryKind } from '../../model/kind.ts';
import type { NodeRecord } from '../../model/node-record.ts';
import { toRecord } from './properties.ts';

/** A detail as the statements return it: null where a record has nothing. */
export interface StoredDetail {
  readonly node: Readonly<Record<string, unknown>>;
  readonly entities: readonly StoredEntity[];
  readonly links: readonly StoredLink[];
  readonly aliases: readonly string[];
  readonly evidences: number;
  readonly lastAt: string | null;
}

export interface StoredEntity {
  readonly id: string;
  readonly name: string;
  readonly type: string | null;
}

interface StoredLink {
  readonly type: string;
  readonly direction: 'out' | 'in';
  readonly id: string;
  readonly properties: string | null;
}

export const toDetail = (stored: StoredDetail): NodeDetail =>
  toDetailOf(toRecord(stored.node), stored);

/** The detail of a record with what lies around it. */
export function toDetailOf(node: NodeRecord, stored: Omit<StoredDetail, 'node'>): NodeDetail {
  return {
    node,
    entities: isMemoryKind(node.kind) ? stored.entities.map(toEntityRef) : [],
    links: stored.links.map(toLinkRef),
    aliases: stored.aliases,
    ...(node.kind === 'pattern' ? { tally: toTally(node.id, stored) } : {}),
  };
}

export function toEntityRef({ id, name, type }: StoredEntity): EntityRef {
  return { id, name, ...(type === null ? {} : { type }) };
}

function toLinkRef({ type, direction, id, properties }: StoredLink): LinkRef {
  return { type, direction, id, ...(properties === null ? {} : { properties }) };
}

function toTally(
  id: string,
  { evidences, lastAt }: Pick<StoredDetail, 'evidences' | 'lastAt'>,
): Tally {
  return { id, count: evidences, ...(lastAt === null ? {} : { lastAt }) };
}
