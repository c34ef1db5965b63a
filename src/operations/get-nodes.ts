import * as z from 'zod';

import { defineRead } from './define-operation.ts';
import { bounds, nodeId } from './fields.ts';
import { anyView, type EntityView, type MemoryView, type NodeView } from './memory-view.ts';

export interface FoundNodes {
  /** In the order of the ids; an id that is not in this space is left out. */
  readonly items: readonly (MemoryView | EntityView | NodeView)[];
}

export const getNodes = defineRead({
  name: 'get',
  summary: 'Get memories, entities or sessions by id',
  input: z.strictObject({ ids: z.array(nodeId).max(bounds.idsPerCall).readonly() }),
  run: async ({ ids }, reader) => {
    const { value, receipt } = await reader.read('nodes', { ids: [...new Set(ids)] });
    return {
      value: { items: value.map((detail) => anyView(detail, reader.now)) } satisfies FoundNodes,
      receipt,
    };
  },
});
