import { expect, it } from 'vitest';

import { estimateTokens, pack } from './pack.ts';

const texts = ['four', 'eight ch', 'x'.repeat(40), 'last'];
const packed = (limits: { limit: number; tokenBudget?: number }, items = texts) =>
  pack(items, { ...limits, tokensOf: estimateTokens });

it('takes all when nothing bounds it', () => {
  expect(packed({ limit: 10 })).toEqual({ items: texts, truncated: false });
});

it('stops at the limit and says so', () => {
  expect(packed({ limit: 2 })).toEqual({ items: texts.slice(0, 2), truncated: true });
});

it('stops before the first that does not fit, without skipping it for a later one', () => {
  expect(packed({ limit: 10, tokenBudget: 5 })).toEqual({
    items: texts.slice(0, 2),
    truncated: true,
  });
  expect(packed({ limit: 10, tokenBudget: 3 }).items).toHaveLength(2);
  expect(packed({ limit: 10, tokenBudget: 2 }).items).toHaveLength(1);
});

it('answers nothing when even the best does not fit', () => {
  expect(packed({ limit: 10, tokenBudget: 1 }, texts.slice(2))).toEqual({
    items: [],
    truncated: true,
  });
  expect(packed({ limit: 10, tokenBudget: 1 }, [])).toEqual({ items: [], truncated: false });
});

it('counts a token for every four characters begun, and for every ideograph', () => {
  expect(['', 'a', 'abcd', 'abcde', '東京', '東京 abcd'].map(estimateTokens)).toEqual([
    0, 1, 1, 2, 2, 4,
  ]);
});
