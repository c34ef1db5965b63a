import * as z from 'zod';

import { defineRead } from './define-operation.ts';
import { bounds, nodeId } from './fields.ts';
import { anyView, anyViewOutput } from './memory-view.ts';

const output = z
  .object({
    items: z
      .array(anyViewOutput)
      .readonly()
      .describe(
        'In the order of the ids, each node once; an id that is not in this space is left out',
      ),
  })
  .readonly();

/** The nodes that were found of those asked for. */
export type FoundNodes = z.output<typeof output>;

export const getNodes = defineRead({
  name: 'get',
  summary: 'Get memories, entities or sessions by id',
  input: z.strictObject({ ids: z.array(nodeId).max(bounds.idsPerCall).readonly() }),
  output,
  run: async ({ ids }, reader) => {
    const { value, receipt } = await reader.read('nodes', { ids: [...new Set(ids)] });
    // An alias and its entity are one node.
    const shown = value.filter(({ node }) => node.kind !== 'knowledge');
    const details = new Map(shown.map((detail) => [detail.node.id, detail]));
    const items = [...details.values()].map((detail) => anyView(detail, reader.now));
    return { value: { items } satisfies FoundNodes, receipt };
  },
});
