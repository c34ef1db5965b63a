import { openMemory } from 'memos-graph';

await using memory = await openMemory({ url: 'sqlite::memory:' });
const day = (number: number): string => new Date(Date.UTC(2026, 0, number)).toISOString();

await memory.remember('The tasting is on 4 July', {
  entities: ['Acme'],
  occurredAt: '2026-05-01',
});
await memory.remember('The tasting is on 11 July', {
  entities: ['Acme'],
  occurredAt: '2026-05-20',
});

// Every third delivery is not made; it rained before each of these.
for (let number = 1; number <= 30; number += 1) {
  const isWet = number % 3 === 0;
  const id = `delivery-${number}`;
  const customer = `Customer ${number}`;
  await memory.remember(`Deliver order ${number}`, {
    id,
    kind: 'commitment',
    to: customer,
    occurredAt: day(number * 4),
  });
  await memory.remember(isWet ? 'Heavy rain since the morning' : 'A mild morning', {
    entities: [customer],
    occurredAt: day(number * 4 + 1),
  });
  await memory.adapter.completeCommitment({
    id,
    status: isWet ? 'broken' : 'completed',
    at: day(number * 4 + 2),
  });
}

const now = '2026-06-01';
const { findings } = await memory.reflect({ now });
for (const { kind, score, sentence } of findings)
  if (kind !== 'quiet_entity') console.log(`${kind}, ${score}: ${sentence}`);

const { cases, test } = await memory.findCorrelations({ now });
console.log(cases, test);
