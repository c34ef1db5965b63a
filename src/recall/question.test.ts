import { expect, it } from 'vitest';

import { type Question, readQuestion } from './question.ts';
import { readAs } from './read-as.ts';

const read = (text: string): Question => readQuestion(text, '2026-11-29T12:00:00.000Z');

it('looks for the telling words, each once, in order', () => {
  const { terms, words } = read('What does the Printer print? PRINTERS!');
  expect(terms).toEqual(['printer', 'print']);
  expect(words).toEqual([
    { word: 'Printer', term: 'printer' },
    { word: 'print', term: 'print' },
  ]);
});

it('finds nothing to look for in nothing', () => {
  for (const text of ['', '  ', '?!', 'who are you']) expect(read(text).terms).toEqual([]);
});

it('leaves no operator of a full-text language in a term', () => {
  expect(read('text:"a b"~2 OR NOT (flour* AND -mill) NEAR/3').terms).toEqual([
    'text',
    'b',
    '2',
    'flour',
    'mill',
    'near',
    '3',
  ]);
});

it('takes capitals that are no function words, and numbers, for names', () => {
  expect([...read('What did Ada King pay for 42 rolls in Harrow?').names]).toEqual([
    'ada',
    'king',
    '42',
    'harrow',
  ]);
});

it('adds a term for each kind that is asked for, and the days of a time in words', () => {
  expect(read('What did I promise last March?').terms).toEqual([
    'promis',
    'last',
    'march',
    '2026',
    'kindcommitment',
  ]);
  expect(read('Who came on 7 May 2023?').terms).toEqual(['came', '7', 'mai', '2023']);
});

it.each([
  ['What did I promise to Ada?', ['commitment']],
  ['What do I owe her?', ['commitment']],
  ['Why did we choose SQLite?', ['decision']],
  ['What was decided about it?', ['decision']],
  ['What keeps going wrong on Mondays?', ['pattern']],
  ['What do we usually do when a promise is broken?', ['commitment', 'pattern']],
  ['Where is the flour?', []],
])('understands what kinds %j asks for', (text, kinds) => {
  expect(read(text).kinds).toEqual(kinds);
});

it('says how it was read', () => {
  expect(readAs(read('What did I promise last March?')).readAs?.sentence).toBe(
    'commitments come first; "last March" is from 2026-03-01 until before 2026-04-01 (UTC); memories of that time come first',
  );
  expect(readAs(read('Where is the flour?'))).toEqual({});
});
