import type { MemOS } from 'memos-graph';

/** Does some work, and prints what the meter says it has cost. */
export async function printCost(memory: MemOS, work: () => Promise<unknown>): Promise<void> {
  const before = memory.adapter.metrics();
  await work();
  const after = memory.adapter.metrics();
  const costs = [
    counted(after.sessions - before.sessions, 'session'),
    counted(after.transactions.committed - before.transactions.committed, 'transaction'),
    counted(after.statements - before.statements, 'statement'),
    counted(after.roundTrips - before.roundTrips, 'round trip'),
  ];
  console.log(costs.join(', '));
}

const counted = (count: number, what: string): string =>
  `${count} ${what}${count === 1 ? '' : 's'}`;
