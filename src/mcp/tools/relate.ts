import * as z from 'zod';

import { entityId } from '../../model/identity.ts';
import { linkProperties, linkType } from '../../operations/fields.ts';
import { linkNodes } from '../../operations/link-nodes.ts';
import { defineTool } from '../tool.ts';

const end = z.string().describe('An id, or @Name for the entity of that name');

const input = z.strictObject({
  from: end,
  type: linkType,
  to: end,
  properties: linkProperties.exactOptional(),
});

export const relateTool = defineTool({
  name: 'memory_relate',
  description:
    'Link two memories, or a memory and an entity: `from` LEADS_TO `to` for a cause and its effect. The link is made once, however often it is asked for.',
  access: 'write',
  isRepeatable: true,
  input,
  output: linkNodes.output,
  run: async ({ memory, limits }, given) => {
    const link = { ...given, from: endId(given.from), to: endId(given.to) };
    const { receipt: _cost, ...answer } = await memory.adapter.write(linkNodes, link, limits);
    return {
      answer,
      text: ({ from, type, to, created }) =>
        `${created ? 'Linked' : 'Linked already'}: [${from}] ${type} [${to}]`,
    };
  },
});

/** What is no text is left to the operation to refuse. */
const endId = (given: string): string =>
  typeof given === 'string' && given.startsWith('@') ? entityId(given.slice(1)) : given;
