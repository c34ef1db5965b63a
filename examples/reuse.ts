import { openMemory } from 'memos-graph';

await using memory = await openMemory({ url: 'sqlite::memory:' });

// One database session; each operation is a transaction of its own, in the order of the calls.
const session = memory.sessionContext();
memory.remember('The oven is serviced in May', { id: 'oven', session }).catch(() => {}); // not awaited, and still the first
const { items } = await memory.get('oven', { session });
console.log('seen by the next call:', items[0]?.content);

// What fails harms nobody but its caller.
await memory.relate('oven', 'LEADS_TO', 'no-such-id', undefined, { session }).catch(() => {});
await memory.remember('The tram depot moves to the harbour', { session });
console.log('transactions', session.receipt.transactions, 'state', session.state);
await session.close();

console.log('kept', (await memory.list()).items.length);
