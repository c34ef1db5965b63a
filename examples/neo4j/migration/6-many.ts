import { openMemory } from 'memos-graph';

import { printCost } from './cost.ts';

await using memory = await openMemory({ migrate: true });
const notes = Array.from({ length: 100 }, (_, index) => `Release ${index} was deployed`);

await printCost(memory, () =>
  memory.adapter.storeMemoryBatch(
    notes.map((content) => ({ content, entities: ['Ada', 'order page'] })),
  ),
);

// Callers that know nothing of one another share a statement as well, when they write at the same time.
await printCost(memory, () => Promise.all(notes.map((content) => memory.remember(content))));
