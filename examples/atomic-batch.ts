import { ContextFailedError, openMemory } from 'memos-graph';

await using memory = await openMemory({ url: 'sqlite::memory:' });
const batch = { batchTransaction: true };

// Started together: on Neo4j these and the commit are two round trips, however many they are.
await memory.sessionContext(batch, () =>
  Promise.all([
    memory.remember('The label printer jams below 5 °C', { id: 'jam' }),
    memory.remember('Heat the store room', { id: 'heat', kind: 'decision' }),
    memory.relate('jam', 'LEADS_TO', 'heat'),
  ]),
);

// One write that fails, even if it is caught, leaves nothing of its batch.
try {
  await memory.sessionContext(batch, async () => {
    await memory.remember('This is not kept');
    await memory.relate('jam', 'LEADS_TO', 'no-such-id').catch(() => {});
  });
} catch (error) {
  if (!(error instanceof ContextFailedError)) throw error;
  console.log(error.code);
}

const { items } = await memory.list({ order: 'oldest' });
console.log(items.map(({ content }) => content).join('\n'));
