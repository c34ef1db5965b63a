import { openMemory } from 'memos-graph';

import { printCost } from './cost.ts';

await using memory = await openMemory({ migrate: true });

await printCost(memory, () =>
  memory.remember('Deploy on Tuesdays only', {
    kind: 'decision',
    entities: [{ name: 'Ada', type: 'person' }, 'order page'],
  }),
);
