import { randomUUID } from 'node:crypto';

import { analyseMemory } from '../../src/analysis/analyse-memory.ts';
import type { ChangeSet, EntityRow, NodeRow } from '../../src/model/change-set.ts';
import { entityId, fingerprint, newId } from '../../src/model/identity.ts';
import { nextCreatedAt } from '../../src/model/instant.ts';
import type { MemoryKind } from '../../src/model/kind.ts';
import type { NodeRecord } from '../../src/model/node-record.ts';

/** A name no other test uses. */
export const uniqueSpace = (): string => `test ${randomUUID()}`;

export const allKinds = ['note', 'decision', 'commitment', 'pattern'] as const;

export function changeSet(space: string, rows: Partial<ChangeSet>): ChangeSet {
  return {
    id: newId(),
    space,
    requires: [],
    entities: [],
    nodes: [],
    links: [],
    transitions: [],
    tallies: [],
    reindexed: [],
    ...rows,
  };
}

export function entity(name: string): EntityRow {
  const id = entityId(name);
  return { id, record: { id, kind: 'entity', createdAt: nextCreatedAt(), name }, aliases: [] };
}

export interface MemoryOptions {
  readonly kind?: MemoryKind;
  readonly about?: readonly string[];
  readonly record?: Partial<NodeRecord>;
}

export function memory(id: string, content: string, options: MemoryOptions = {}): NodeRow {
  const { kind = 'note', about = [], record = {} } = options;
  const at = '2026-03-01T09:00:00.000Z';
  return {
    record: {
      id,
      kind,
      content,
      createdAt: nextCreatedAt(),
      occurredAt: at,
      validFrom: at,
      status: kind === 'commitment' ? 'open' : 'active',
      fingerprint: fingerprint({ content }),
      ...record,
    },
    about: about.map((name) => entityId(name)),
    analysis: analyseMemory({ content, occurredAt: at, entityNames: about }),
  };
}

/** What remembering something about two entities compiles to. */
export function remembered(space: string, content: string): ChangeSet {
  const about = ['Ada', 'Northwind'];
  return changeSet(space, {
    entities: about.map((name) => entity(name)),
    nodes: [memory(newId(), content, { about })],
  });
}
