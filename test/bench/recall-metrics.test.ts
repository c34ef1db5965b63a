import { expect, it } from 'vitest';

import {
  allAt,
  clusterBootstrap,
  macroMean,
  mean,
  ndcgAt,
  overlapAt,
  recallAt,
} from '../../bench/recall/metrics.ts';

const relevant = new Set(['a', 'b']);

it('counts the relevant among the first', () => {
  expect(recallAt(['x', 'a', 'b'], relevant, 2)).toBe(0.5);
  expect(recallAt(['a', 'a', 'x'], relevant, 3)).toBe(0.5);
  expect(allAt(['a', 'x', 'b'], relevant, 2)).toBe(0);
  expect(allAt(['a', 'x', 'b'], relevant, 3)).toBe(1);
});

it('discounts by place and normalises by the best list there could be', () => {
  expect(ndcgAt(['a', 'b', 'x'], relevant, 10)).toBe(1);
  expect(ndcgAt(['x', 'y'], relevant, 10)).toBe(0);
  // by hand: (1/log2(3) + 1/log2(5)) / (1/log2(2) + 1/log2(3))
  expect(ndcgAt(['x', 'a', 'y', 'b'], relevant, 10)).toBeCloseTo((0.63093 + 0.43068) / 1.63093, 4);
  expect(ndcgAt(['x', 'a'], new Set(['a', 'b', 'c']), 1)).toBe(0);
});

it('compares two lists without their order', () => {
  expect(overlapAt(['a', 'b'], ['b', 'a'], 10)).toBe(1);
  expect(overlapAt(['a', 'b', 'c', 'd'], ['a'], 10)).toBe(0.25);
  expect(overlapAt([], [], 10)).toBe(1);
});

it('lets each group count the same', () => {
  const rows = [
    { group: 1, value: 1 },
    { group: 1, value: 1 },
    { group: 1, value: 1 },
    { group: 2, value: 0 },
  ];
  const value = (row: (typeof rows)[number]): number => row.value;
  expect(macroMean(rows, (row) => row.group, value)).toBe(0.5);
  expect(mean(rows.map(value))).toBe(0.75);
});

it('gives the same interval for the same seed, around the mean, wider for fewer clusters', () => {
  const clusters = Array.from({ length: 40 }, (_, index) => [index % 4, index % 5]);
  const [low, high] = clusterBootstrap(clusters, mean);
  expect(clusterBootstrap(clusters, mean)).toEqual([low, high]);
  expect(low).toBeLessThan(mean(clusters.flat()));
  expect(high).toBeGreaterThan(mean(clusters.flat()));
  const [fewLow, fewHigh] = clusterBootstrap(clusters.slice(0, 10), mean);
  expect(fewHigh - fewLow).toBeGreaterThan(high - low);
});
