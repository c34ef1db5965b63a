import * as z from 'zod';

import { defineRead } from './define-operation.ts';
import { bounds, nodeId } from './fields.ts';
import { anyView, type EntityView, type MemoryView, type NodeView } from './memory-view.ts';

export interface FoundNodes {
  /** In the order of the ids, each node once; an id that is not in this space is left out. */
  readonly items: readonly (MemoryView | EntityView | NodeView)[];
}

export const getNodes = defineRead({
  name: 'get',
  summary: 'Get memories, entities or sessions by id',
  input: z.strictObject({ ids: z.array(nodeId).max(bounds.idsPerCall).readonly() }),
  run: async ({ ids }, reader) => {
    const { value, receipt } = await reader.read('nodes', { ids: [...new Set(ids)] });
    // An alias and its entity are one node.
    const details = new Map(value.map((detail) => [detail.node.id, detail]));
    const items = [...details.values()].map((detail) => anyView(detail, reader.now));
    return { value: { items } satisfies FoundNodes, receipt };
  },
});
