import { expect, it } from 'vitest';

import { entityId } from '../model/identity.ts';
import { analyseQuery } from './analyse-query.ts';

it('keeps the telling words, lower case, each once, in order', () => {
  expect(analyseQuery('What did we decide about the Printer, the PRINTER?').terms).toEqual([
    'decide',
    'printer',
  ]);
});

it('falls back to function words when there are no others', () => {
  expect(analyseQuery('who are you').terms).toEqual(['who', 'are', 'you']);
});

it('finds no words in punctuation, and none in nothing', () => {
  expect(analyseQuery('').terms).toEqual([]);
  expect(analyseQuery('?! -- "()" *').terms).toEqual([]);
});

it('leaves no operator of a full-text language in a term', () => {
  expect(analyseQuery('text:"a b"~2 OR NOT (flour* AND -mill) NEAR/3').terms).toEqual([
    'text',
    'b',
    '2',
    'flour',
    'mill',
    'near',
    '3',
  ]);
});

it('folds width, so that full-width words meet plain ones', () => {
  expect(analyseQuery('Ｆｌｏｕｒ ①').terms).toEqual(['flour', '1']);
});

it('keeps letters of other scripts with their marks', () => {
  expect(analyseQuery('مُطْعِمٌ हिन्दी').terms).toEqual(['مُطْعِمٌ', 'हिन्दी']);
});

it('names the entities of runs of up to four words, without their punctuation', () => {
  const { named } = analyseQuery("Is Ada King Lovelace Byron's C++ (draft) done?");
  const names = ['Ada', 'Ada King Lovelace Byron', 'King Lovelace', 'Byron', 'C++', 'draft'];
  expect(named).toEqual(expect.arrayContaining(names.map(entityId)));
  expect(named).not.toContain(entityId('Is'));
  expect(named).not.toContain(entityId('Is Ada King Lovelace Byron'));
});

it('bounds the terms and the names of a long question', () => {
  const words = Array.from({ length: 500 }, (_, index) => `word${index}`);
  const { terms, named } = analyseQuery(words.join(' '));
  expect(terms).toHaveLength(32);
  expect(named.length).toBeLessThanOrEqual(48 * 4);
});
