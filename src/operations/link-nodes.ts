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

export interface CreatedLink {
  readonly id: string;
  readonly from: string;
  readonly type: string;
  readonly to: string;
  /** False when the link was there already; its properties are then unchanged. */
  readonly created: boolean;
}

export const linkNodes = defineWrite({
  name: 'linkNodes',
  summary: 'Link two nodes, such as a cause to its effect',
  input,
  compile: (link) => ({
    draft: { ...emptyDraft, links: [link], requires: endRequirements(link) },
    answer: ({ links: [written] }): CreatedLink => {
      if (written === undefined) throw new TypeError('The engine answered nothing about the link');
      const { from, type, to, created } = written;
      return { id: linkId(from, type, to), from, type, to, created };
    },
  }),
});
