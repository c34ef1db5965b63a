import * as z from 'zod';

import { linkId } from '../model/identity.ts';
import { endRequirements } from './compile-memory.ts';
import { defineWrite, emptyDraft } from './define-operation.ts';
import { linkProperties, linkType, nodeId } from './fields.ts';

const input = z
  .strictObject({
    from: nodeId,
    to: nodeId,
    type: linkType,
    properties: linkProperties.exactOptional(),
  })
  .refine((link) => link.from !== link.to, { path: ['to'], message: 'another node than `from`' });

const output = z
  .object({
    id: z.string(),
    from: z.string(),
    type: z.string(),
    to: z.string(),
    created: z
      .boolean()
      .describe('False when the link was there already; its properties are then unchanged'),
  })
  .readonly();

/** A link, and whether this call made it. */
export type CreatedLink = z.output<typeof output>;

export const linkNodes = defineWrite({
  name: 'linkNodes',
  summary: 'Link two nodes, such as a cause to its effect',
  input,
  output,
  compile: (link) => ({
    draft: { ...emptyDraft, links: [link], requires: endRequirements(link) },
    answer: ({ links: [written] }): CreatedLink => {
      if (written === undefined) throw new TypeError('The engine answered nothing about the link');
      const { from, type, to, created } = written;
      return { id: linkId(from, type, to), from, type, to, created };
    },
  }),
});
