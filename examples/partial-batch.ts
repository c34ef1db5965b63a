import { openMemory } from 'memos-graph';

await using memory = await openMemory({ url: 'sqlite::memory:' });

// atomic: false lets each item stand alone; every result is in the order of the input.
const { items } = await memory.adapter.storeMemoryBatch(
  [
    { content: 'The tram depot has 38 trams', entities: ['depot'] },
    { content: 'Track 4 is closed', links: [{ type: 'LEADS_TO', to: 'no-such-id' }] },
  ],
  { atomic: false },
);
for (const item of items) {
  console.log(
    'error' in item ? `${item.error.code}: ${item.error.message}` : `stored a ${item.kind}`,
  );
}
