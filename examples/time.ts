import { openMemory } from 'memos-graph';

await using memory = await openMemory({ url: 'sqlite::memory:' });

const { id } = await memory.remember('Northwind supplies our flour', {
  occurredAt: '2026-01-10',
  entities: ['flour'],
});
await memory.remember('Harrow Mill supplies our flour', {
  occurredAt: '2026-04-01',
  entities: ['flour'],
  supersedes: [id],
});

const now = await memory.recall('who supplies flour');
const march = await memory.recall('who supplies flour', { asOf: '2026-03-15' });
console.log(
  'now:     ',
  now.memories.map(({ content }) => content),
);
console.log(
  'in March:',
  march.memories.map(({ content }) => content),
);
