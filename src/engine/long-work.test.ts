import { expect, it } from 'vitest';

import { LongWork } from './long-work.ts';

async function work(name: string, slices: number, log: string[]): Promise<void> {
  const long = new LongWork();
  for (let slice = 0; slice < slices; slice += 1) {
    log.push(name);
    if (slice < slices - 1) await long.pause();
  }
}

const runsOf = (log: readonly string[]): readonly string[] =>
  log.filter((name, index) => name !== log[index - 1]);

it('long works begin at once, then go on one after another, a longer one in parts', async () => {
  const log: string[] = [];
  await Promise.all([work('a', 20, log), work('b', 5, log), work('c', 5, log)]);
  expect(log).toHaveLength(30);
  expect(runsOf(log)).toEqual(['a', 'b', 'c', 'a', 'b', 'c', 'a']);
});

it('is due after some milliseconds, and not after a pause', async () => {
  const long = new LongWork();
  expect(long.isDue).toBe(false);
  const end = performance.now() + 20;
  while (performance.now() < end);
  expect(long.isDue).toBe(true);
  await long.pauseWhenDue();
  expect(long.isDue).toBe(false);
});

it('in one turn of the event loop one of them goes on', async () => {
  const log: string[] = [];
  const works = Promise.all(['a', 'b', 'c', 'd'].map((name) => work(name, 4, log)));
  let turns = 0;
  let isOver = false;
  const turn = (): void => {
    turns += 1;
    if (!isOver) setImmediate(turn);
  };
  setImmediate(turn);
  await works;
  isOver = true;
  // Twelve pauses; the last one ends before the turns are counted in its turn of the event loop.
  expect(turns).toBeGreaterThanOrEqual(11);
});
