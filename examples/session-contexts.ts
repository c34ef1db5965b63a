import { openMemory } from 'memos-graph';

await using memory = await openMemory({ url: 'sqlite::memory:' });

// All or nothing: the callback commits when it returns and rolls back when it throws.
await memory.sessionContext({ batchTransaction: true }, async () => {
  const cause = await memory.remember('The label printer jams at temperatures below 5 °C');
  const effect = await memory.remember('Heat the store room', { kind: 'decision' });
  await memory.relate(cause.id, 'LEADS_TO', effect.id);
});

// The same with `await using`: without commit() everything is rolled back.
{
  await using session = memory.sessionContext({ batchTransaction: true });
  await memory.remember('This is never kept', { session });
}

// Session reuse: one database session, each operation its own transaction, in order.
await memory.sessionContext({}, async (session) => {
  await memory.remember('The printer was replaced', { session });
});

const { items } = await memory.list({ order: 'oldest' });
console.log(items.map(({ content }) => content).join('\n'));
