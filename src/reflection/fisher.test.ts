import { describe, expect, it } from 'vitest';

import { fisher } from './fisher.ts';

describe('Fisher’s exact test', () => {
  it('gives the chances of the lady who tastes tea', () => {
    // Eight cups, four with the milk first, four named so: 1, 16, 36, 16 and 1 of 70 ways have 4, 3, 2, 1 and 0 right.
    const cups = { marked: 4, group: 4, all: 8 };
    const chances = [4, 3, 2, 1, 0].map((hits) => fisher({ ...cups, hits }) * 70);
    for (const [index, ways] of [1, 17, 53, 69, 70].entries())
      expect(chances[index]).toBeCloseTo(ways, 9);
  });

  it('is certain of what cannot be otherwise', () => {
    expect(fisher({ hits: 3, marked: 8, group: 3, all: 8 })).toBeCloseTo(1, 12);
    expect(fisher({ hits: 0, marked: 0, group: 5, all: 2000 })).toBeCloseTo(1, 12);
  });

  it('stays exact far from the middle', () => {
    // All ten marks of two thousand fall on a group of two hundred: the product of (200 - k) / (2000 - k).
    let product = 1;
    for (let k = 0; k < 10; k += 1) product *= (200 - k) / (2000 - k);
    const p = fisher({ hits: 10, marked: 10, group: 200, all: 2000 });
    expect(p / product).toBeCloseTo(1, 9);
  });
});
