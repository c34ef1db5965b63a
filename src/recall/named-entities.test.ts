import { expect, it } from 'vitest';

import { entityId } from '../model/identity.ts';
import { namedEntities } from './named-entities.ts';

it('names the entities of runs of up to four words, without their punctuation', () => {
  const named = namedEntities("Is Ada King Lovelace Byron's C++ (draft) done?");
  const names = ['Ada', 'Ada King Lovelace Byron', 'King Lovelace', 'Byron', 'C++', 'draft'];
  expect(named).toEqual(expect.arrayContaining(names.map(entityId)));
  expect(named).not.toContain(entityId('Is'));
  expect(named).not.toContain(entityId('Is Ada King Lovelace Byron'));
});

it('bounds the names of a long question', () => {
  const words = Array.from({ length: 500 }, (_, index) => `word${index}`);
  expect(namedEntities(words.join(' ')).length).toBeLessThanOrEqual(96 * 4);
  expect(namedEntities('')).toEqual([]);
});
