import { expect, it } from 'vitest';

import { estimateTokens, pack } from './pack.ts';

const texts = ['four', 'eight ch', 'x'.repeat(40), 'last'].map((content) => ({ content }));

it('takes all when nothing bounds it', () => {
  expect(pack(texts, { limit: 10 })).toEqual({ items: texts, truncated: false });
});

it('stops at the limit and says so', () => {
  expect(pack(texts, { limit: 2 })).toEqual({ items: texts.slice(0, 2), truncated: true });
});

it('stops before the first that does not fit, without skipping it for a later one', () => {
  expect(pack(texts, { limit: 10, tokenBudget: 5 })).toEqual({
    items: texts.slice(0, 2),
    truncated: true,
  });
  expect(pack(texts, { limit: 10, tokenBudget: 3 }).items).toHaveLength(2);
  expect(pack(texts, { limit: 10, tokenBudget: 2 }).items).toHaveLength(1);
});

it('answers nothing when even the best does not fit', () => {
  expect(pack(texts.slice(2), { limit: 10, tokenBudget: 1 })).toEqual({
    items: [],
    truncated: true,
  });
  expect(pack([], { limit: 10, tokenBudget: 1 })).toEqual({ items: [], truncated: false });
});

it('counts a token for every four characters begun', () => {
  expect(['', 'a', 'abcd', 'abcde'].map(estimateTokens)).toEqual([0, 1, 1, 2]);
});
