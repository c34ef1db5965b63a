import * as z from 'zod';

import { entityRow } from './compile-memory.ts';
import { defineWrite, emptyDraft } from './define-operation.ts';
import { entityFields } from './fields.ts';

const output = z
  .object({
    id: z
      .string()
      .describe('Of the entity; when the name is an alias, of the entity it stands for'),
    name: z.string(),
    type: z.string().exactOptional(),
    created: z.boolean(),
    updated: z
      .boolean()
      .describe(
        'True when it was known and this call gave it a type, a description or aliases that it did not have',
      ),
  })
  .readonly();

/** An entity, and whether this call made or extended it. */
export type CreatedEntity = z.output<typeof output>;

export const createEntity = defineWrite({
  name: 'createEntity',
  summary: 'Make an entity, or add aliases, a description or a missing type to a known one',
  input: entityFields,
  output,
  compile: ({ type, description, ...reference }, createdAt) => {
    const update = {
      ...(type === undefined ? {} : { type }),
      ...(description === undefined ? {} : { description }),
    };
    const row = { ...entityRow({ ...reference, ...update }, createdAt), update };
    return {
      draft: { ...emptyDraft, entities: [row] },
      answer: (outcome): CreatedEntity => {
        const entity = outcome.entities.find((written) => written.asked === row.id);
        if (entity === undefined)
          throw new TypeError(`The engine answered nothing about ${row.id}`);
        const { asked: _asked, ...created } = entity;
        return { ...created, updated: created.updated && !created.created };
      },
    };
  },
});
