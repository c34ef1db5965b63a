import { openMemory } from 'memos-graph';

await using memory = await openMemory({ url: 'sqlite::memory:' });

// What arrives together shares one transaction: each call has its own answer, and says how many it shared the cost with.
const answers = await Promise.all([
  memory.remember('The oven is serviced in May'),
  memory.remember('The tram depot moves to the harbour'),
  memory.remember('Invoices go out on Mondays'),
]);
console.log('shared by', answers[0].receipt.sharedBy);

const { contexts, transactions, groups } = memory.adapter.metrics();
console.log('transactions', transactions.committed, 'contexts', contexts.opened);
console.log('largest group', groups.size.max, 'waiting', groups.waiting);
