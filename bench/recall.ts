import { monitorEventLoopDelay } from 'node:perf_hooks';

import type { MemOS } from 'memos-graph';

import {
  busyEntity,
  entitiesIn,
  entityOf,
  fillWithTurns,
  pickWord,
  randomNumbers,
  timeOf,
  wordOfRank,
} from './conversations.ts';
import { type Contestant, measure } from './measure.ts';
import { milliseconds, printTable } from './table.ts';

export interface RecallBench {
  readonly engine: string;
  /** Opens a memory that is empty, or filled by an earlier run. */
  readonly open: (size: number) => Promise<MemOS>;
  readonly sizes: readonly number[];
  readonly rounds: number;
}

/** Measures recall in one space of conversations, at every size, and for how long it keeps the event loop. */
export async function benchRecall({ engine, open, sizes, rounds }: RecallBench): Promise<void> {
  const rows: string[][] = [];
  for (const size of sizes) {
    await using memory = await openFilled({ engine, open, size });
    if (rounds === 0) continue;
    const delay = monitorEventLoopDelay({ resolution: 1 });
    const timings = await measure(watched(questions(memory, size), delay), { rounds });
    for (const [name, { p50, p95 }] of timings)
      rows.push([`${name}, ${size.toLocaleString('en')}`, milliseconds(p50), milliseconds(p95)]);
    rows.push([
      `hold of the event loop, p99 and longest, ${size.toLocaleString('en')}`,
      milliseconds(delay.percentile(99) / 1e6),
      milliseconds(delay.max / 1e6),
    ]);
  }
  if (rows.length > 0)
    printTable(`${engine}: recall in one space, milliseconds a call`, ['', 'p50', 'p95'], rows);
}

/** Opens the memory of a size, and fills it unless an earlier run has. */
export async function openFilled({
  engine,
  open,
  size,
}: Pick<RecallBench, 'engine' | 'open'> & { readonly size: number }): Promise<MemOS> {
  const memory = await open(size);
  const { counts } = await memory.health();
  if (counts?.nodes.note === size) return memory;
  console.error(`${engine}: filling ${size.toLocaleString('en')} turns of conversations…`);
  await fillWithTurns(memory, size, size);
  return memory;
}

/** The longest delay counts only what was measured, not the warming up. */
function watched(
  contestants: readonly Contestant[],
  delay: ReturnType<typeof monitorEventLoopDelay>,
): readonly Contestant[] {
  return contestants.map(({ name, call }) => ({
    name,
    call: async (index) => {
      // The timer fires between two calls; without a turn of its own it would count them as one.
      await new Promise(setImmediate);
      if (index >= 20) delay.enable();
      await call(index);
      await new Promise(setImmediate);
      delay.disable();
    },
  }));
}

/** Four of the twelve commonest words. */
export const fourCommonWords = (index: number): string =>
  [0, 1, 2, 3].map((offset) => wordOfRank((index + offset) % 12)).join(' ');

function questions(memory: MemOS, size: number): readonly Contestant[] {
  const random = randomNumbers(4_321);
  const words = (count: number): string =>
    Array.from({ length: count }, () => pickWord(random)).join(' ');
  const topic = (index: number): string => entityOf((index * 37) % entitiesIn(size));
  return [
    { name: '6 words', call: () => memory.recall(words(6)) },
    { name: '12 words', call: () => memory.recall(words(12)) },
    { name: '4 of the commonest words', call: (index) => memory.recall(fourCommonWords(index)) },
    { name: '1 rare word', call: (index) => memory.recall(wordOfRank(20_000 + index)) },
    {
      name: '4 words about an entity',
      call: (index) => memory.recall(`What of ${topic(index)} and ${words(4)}?`),
    },
    {
      name: '4 words about an entity of every fifth',
      call: () => memory.recall(`What of ${busyEntity} and ${words(4)}?`),
    },
    {
      name: '4 words, filtered by that entity',
      call: () => memory.recall(words(4), { entities: [busyEntity] }),
    },
    {
      name: '4 words, of the latest tenth',
      call: () => memory.recall(words(4), { since: timeOf(Math.floor(size * 0.9)) }),
    },
  ];
}
