import { expect, it } from 'vitest';

import { countTerms, occurrences } from './field.ts';

it.each([
  ['flour salt\nbread\n', 'flour', 1],
  ['flour salt\nbread\n', 'salt', 1],
  ['flour salt\nbread\n', 'bread', 1],
  ['flour flour\nflour\nflour', 'flour', 4],
  ['flours aflour flou\nfloury\n', 'flour', 0],
  ['flourflour flour\n\n', 'flour', 1],
  ['\n\nflour', 'flour', 1],
  ['\n\n', 'flour', 0],
  ['', 'flour', 0],
])('counts in %j %s whole: %i', (terms, term, count) => {
  expect(occurrences(terms, term)).toBe(count);
});

it.each([
  ['', 0],
  ['flour', 1],
  ['flour salt bread', 3],
])('counts the terms of %j: %i', (line, count) => {
  expect(countTerms(line)).toBe(count);
});
