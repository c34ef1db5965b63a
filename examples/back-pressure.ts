import { BackpressureError, openMemory } from 'memos-graph';

await using memory = await openMemory({ url: 'sqlite::memory:' });

/** Waits for room instead of failing when too many writes wait already. */
async function rememberWhenPossible(content: string): Promise<void> {
  for (;;) {
    try {
      await memory.remember(content);
      return;
    } catch (error) {
      if (!(error instanceof BackpressureError)) throw error;
      await memory.adapter.ready();
    }
  }
}

// More at once than may wait in line: those that are refused wait for room and go again.
const events = Array.from({ length: 12_000 }, (_, index) => `Event ${index}`);
await Promise.all(events.map(rememberWhenPossible));
const { counts } = await memory.health();
console.log(counts?.nodes.note, 'notes');
