/** The four kinds of memory. */
export const memoryKinds = ['note', 'decision', 'commitment', 'pattern'] as const;
export type MemoryKind = (typeof memoryKinds)[number];

/** The kinds that a link may join and a read may show: the memories, what they are about and made during; an alias stands for its entity. */
export const linkableKinds = [...memoryKinds, 'entity', 'alias', 'session'] as const;
export type LinkableKind = (typeof linkableKinds)[number];

/** Every kind of node; `knowledge` is a record of a knowledge graph, which stands beside the memories and is met by none of their reads. */
export const nodeKinds = [...linkableKinds, 'knowledge'] as const;
export type NodeKind = (typeof nodeKinds)[number];

/** The kinds that can be superseded and can supersede. */
export const supersedableKinds = [
  'note',
  'decision',
  'commitment',
] as const satisfies readonly MemoryKind[];

/** Tells whether a kind of node is one of the four kinds of memory. */
export const isMemoryKind = (kind: string): kind is MemoryKind =>
  (memoryKinds as readonly string[]).includes(kind);

/** The status a new node of a kind has; entities and aliases have none, and a knowledge record keeps its own. */
export const initialStatus = {
  note: 'active',
  pattern: 'active',
  decision: 'in_force',
  commitment: 'open',
  session: 'open',
  knowledge: 'active',
} as const;

/** How a commitment can end. */
export const commitmentEnds = ['completed', 'broken', 'cancelled'] as const;
export type CommitmentEnd = (typeof commitmentEnds)[number];

/** Every status that a memory can have. */
export const memoryStatuses = [
  'active',
  'in_force',
  'open',
  ...commitmentEnds,
  'superseded',
] as const;
export type MemoryStatus = (typeof memoryStatuses)[number];

export const priorities = ['low', 'normal', 'high'] as const;
export type Priority = (typeof priorities)[number];
