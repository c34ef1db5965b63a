import * as z from 'zod';

import type { EntityContext } from '../engine/reads.ts';
import { entityId } from '../model/identity.ts';
import { entityRef } from './answer-fields.ts';
import { defineRead } from './define-operation.ts';
import { bounds, name, nodeId } from './fields.ts';
import { entityView, entityViewOutput, memoryView, memoryViewOutput } from './memory-view.ts';

const limit = z
  .int()
  .min(1)
  .max(bounds.listLimit)
  .default(20)
  .describe('How many of the latest memories');

const relatedEntity = z
  .object({
    ...entityRef.unwrap().shape,
    shared: z.int().min(1).describe('How many of the shown memories are about both'),
  })
  .readonly();

/** An entity that stands beside another in memories. */
export type RelatedEntity = z.output<typeof relatedEntity>;

const output = z
  .object({
    entity: entityViewOutput
      .nullable()
      .describe(
        'Null when no entity has this name or id; an alias answers the entity it stands for',
      ),
    memories: z.array(memoryViewOutput).readonly().describe('The latest first'),
    memoryCount: z.int().min(0).describe('How many memories are about it in all'),
    related: z
      .array(relatedEntity)
      .readonly()
      .describe('Entities of the shown memories, those with most in common first'),
  })
  .readonly();

/** What is known about an entity. */
export type EntityContextAnswer = z.output<typeof output>;

export const getEntityContext = defineRead({
  name: 'getEntityContext',
  summary: 'Tell what is known about a person, project or thing',
  input: z.union([z.strictObject({ id: nodeId, limit }), z.strictObject({ name, limit })]),
  output,
  run: async (input, reader) => {
    const id = 'id' in input ? input.id : entityId(input.name);
    const { value, receipt } = await reader.read('entityContext', { id, limit: input.limit });
    return { value: value === null ? unknownEntity : entityContext(value, reader.now), receipt };
  },
});

const unknownEntity: EntityContextAnswer = {
  entity: null,
  memories: [],
  memoryCount: 0,
  related: [],
};

function entityContext(
  { entity, memories, memoryCount }: EntityContext,
  now: string,
): EntityContextAnswer {
  return {
    entity: entityView(entity),
    memories: memories.map((memory) => memoryView(memory, now)),
    memoryCount,
    related: related(entity.node.id, memories),
  };
}

function related(id: string, memories: EntityContext['memories']): readonly RelatedEntity[] {
  const counted = new Map<string, RelatedEntity>();
  for (const entity of memories.flatMap((memory) => memory.entities)) {
    if (entity.id === id) continue;
    counted.set(entity.id, { ...entity, shared: (counted.get(entity.id)?.shared ?? 0) + 1 });
  }
  return [...counted.values()].toSorted((a, b) => b.shared - a.shared || (a.id < b.id ? -1 : 1));
}
