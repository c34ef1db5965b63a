import { expect, it } from 'vitest';

import { holdsSecret, withoutSecrets, wordsWithoutSecrets } from './without-secrets.ts';

it.each([
  ['bolt://a:b/c@d@host:7687', 'bolt://…@host:7687'],
  ['bolt://host?password=x', 'bolt://host?…'],
  ['bolt://host#x', 'bolt://host#…'],
  ['bolt://host:7687', 'bolt://host:7687'],
  ['sqlite:/home/a@b.db', 'sqlite:/home/a@b.db'],
])('shows %j as %j', (text, shown) => {
  expect(withoutSecrets(text)).toBe(shown);
});

it.each([
  [
    ['--password', 'x'],
    ['--password', '…'],
  ],
  [['--password=x'], ['--password=…']],
  [
    ['NEO4J_PASSWORD=x', 'npx'],
    ['NEO4J_PASSWORD=…', 'npx'],
  ],
  [['--url=bolt://a:b@c'], ['--url=bolt://…@c']],
])('finds the secret in %j', (words, shown) => {
  expect(wordsWithoutSecrets(words)).toEqual(shown);
  expect(holdsSecret(words)).toBe(true);
});

it.each([
  [['--max-tokens', '900']],
  [['--max-tokens=900']],
  [['--password-file', 'x']],
  [['NEO4J_PASSWORD_FILE=x']],
])('finds none in %j', (words) => {
  expect(wordsWithoutSecrets(words)).toEqual(words);
});

it('takes a routing context for no secret, but shows none', () => {
  expect(wordsWithoutSecrets(['neo4j://a?region=b'])).toEqual(['neo4j://a?…']);
  expect(holdsSecret(['neo4j://a?region=b'])).toBe(false);
});
