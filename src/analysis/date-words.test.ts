import { expect, it } from 'vitest';

import { dateWords, relativeDateWords } from './date-words.ts';

const said = '2023-05-08T13:56:00.000Z'; // a Monday

it('names the day of an instant in UTC', () => {
  expect(dateWords(said)).toBe('8 may 2023 monday');
  expect(dateWords('2023-12-31T23:59:59.999Z')).toBe('31 december 2023 sunday');
});

it.each([
  ['I went yesterday', '7 may 2023'],
  ['we met last Friday', '5 may 2023'],
  ['two weeks ago it rained', '24 april 2023'],
  ['last month', 'april 2023'],
  ['last year we moved', '2022'],
  ['next month I go camping, and tomorrow to town', 'june 2023 9 may 2023'],
])('reads %j as %j', (text, words) => {
  expect(relativeDateWords(text, said)).toBe(words);
});

it('adds nothing where no day is named relative to another', () => {
  expect(relativeDateWords('We met on 3 March 2021 at the lake', said)).toBe('');
  expect(relativeDateWords('', said)).toBe('');
});

it('reads only the beginning of a long text', () => {
  expect(relativeDateWords(`${'x '.repeat(1_000)} yesterday`, said)).toBe('');
});
