import { randomUUID } from 'node:crypto';

import { entityId, openMemory } from 'memos-graph';

import { printCost } from './cost.ts';

await using memory = await openMemory({ migrate: true });
const { adapter } = memory;

await printCost(memory, () =>
  memory.sessionContext({ batchTransaction: true }, () => {
    // Ids are made here, so no step needs the answer of another.
    const id = randomUUID();
    return Promise.all([
      adapter.createEntity({ name: 'Ada', type: 'person' }),
      adapter.createEntity({ name: 'order page' }),
      adapter.recordDecision({ id, content: 'Deploy on Tuesdays only' }),
      adapter.linkNodes({ from: id, type: 'INVOLVES', to: entityId('Ada') }),
      adapter.linkNodes({ from: id, type: 'IMPACTS', to: entityId('order page') }),
    ]);
  }),
);
