import { openMemory } from 'memos-graph';

await using memory = await openMemory({ url: 'sqlite::memory:' });

const outage = await memory.remember('The order page was down on Friday after a deployment', {
  entities: ['order page', { name: 'Ada Byron', type: 'person', aliases: ['Ada'] }],
});
await memory.remember('Deploy on Tuesdays only', {
  kind: 'decision',
  rationale: 'Two Friday deployments took the order page down',
  links: [{ type: 'LEADS_TO', from: outage.id }],
});
await memory.remember('Send the outage report', {
  kind: 'commitment',
  to: 'Ada',
  dueAt: '2026-03-06',
});

for (const { kind, content, why } of (await memory.recall('what did we promise Ada?')).memories) {
  console.log(`${kind}: ${content}\n  because it ${why.sentence}`);
}
