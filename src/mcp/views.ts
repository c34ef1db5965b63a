import * as z from 'zod';

import type { RecalledMemory } from '../memos/recall.ts';
import { memoryFields, type AnyView, type MemoryView } from '../operations/memory-view.ts';

const { id, kind, content, occurredAt } = memoryFields;

/** Fields that are shown as every answer of the library shows them. */
const asStored = [
  'status',
  'domain',
  'speaker',
  'to',
  'dueAt',
  'priority',
  'rationale',
  'alternatives',
  'outcome',
  'closedAt',
  'confidence',
  'validTo',
  'supersededBy',
  'strength',
  'evidence',
] as const satisfies readonly (keyof MemoryView)[];

type AsStored = (typeof asStored)[number];

const shownAsStored = Object.fromEntries(
  asStored.map((field) => [field, memoryFields[field]]),
) as Pick<typeof memoryFields, AsStored>; // entries of a typed object, picked

/** A memory as a model needs it: who and what by name, without what only programs use. */
export const shownMemory = z
  .object({
    id,
    kind,
    content,
    isCut: z.literal(true).exactOptional().describe('The content is longer than what is shown'),
    occurredAt,
    entities: z.array(z.string()).readonly(),
    ...shownAsStored,
    overdue: z.literal(true).exactOptional(),
    why: z.string().exactOptional(),
  })
  .readonly();

export type ShownMemory = z.output<typeof shownMemory>;

export function showMemory(view: MemoryView | RecalledMemory): ShownMemory {
  const given = asStored.flatMap((field) =>
    view[field] === undefined ? [] : [[field, view[field]] as const],
  );
  return {
    id: view.id,
    kind: view.kind,
    content: view.content,
    occurredAt: view.occurredAt,
    entities: view.entities.map((entity) => entity.name),
    ...(Object.fromEntries(given) as Pick<MemoryView, AsStored>), // fields of a view
    ...(view.overdue === true ? { overdue: true } : {}),
    ...('why' in view ? { why: view.why.sentence } : {}),
  };
}

/** An entity, a session or a memory, where any of them may stand. */
export const shownNode = z
  .object({
    id: z.string(),
    kind: z.string(),
    status: z.string().exactOptional(),
    name: z.string().exactOptional(),
    type: z.string().exactOptional(),
    aliases: z.array(z.string()).readonly().exactOptional(),
    description: z.string().exactOptional(),
    content: z.string().exactOptional(),
    isCut: z.literal(true).exactOptional(),
    occurredAt: z.string().exactOptional(),
    entities: z.array(z.string()).readonly().exactOptional(),
  })
  .readonly();

export type ShownNode = z.output<typeof shownNode>;

export function showNode(view: AnyView): ShownNode {
  const aliases = 'aliases' in view && view.aliases.length > 0 ? { aliases: view.aliases } : {};
  return {
    id: view.id,
    kind: view.kind,
    ...(view.status === undefined ? {} : { status: view.status }),
    ...(view.name === undefined ? {} : { name: view.name }),
    ...(view.type === undefined ? {} : { type: view.type }),
    ...aliases,
    ...(view.description === undefined ? {} : { description: view.description }),
    ...(view.content === undefined ? {} : { content: view.content }),
    ...(view.occurredAt === undefined ? {} : { occurredAt: view.occurredAt }),
    ...('entities' in view ? { entities: view.entities.map((entity) => entity.name) } : {}),
  };
}
