import { expect, it } from 'vitest';

import { tokens } from './tokens.ts';

const of = (text: string): string => tokens(text).join(' ');

it('gives stems without function words, in order, as often as they occur', () => {
  expect(of('What did we decide about the Printer? It printed, printing PRINTERS.')).toBe(
    'decid printer print print printer',
  );
});

it('leaves out what an apostrophe joins, in both forms of it', () => {
  expect(of("Ada's books, O’Brien's car, don't, I’ve, we'll")).toBe('ada book obrien car');
});

it('finds nothing in punctuation, function words or nothing', () => {
  expect(tokens('')).toEqual([]);
  expect(tokens('?! -- "()" *~^')).toEqual([]);
  expect(tokens('Who are you, and what did they do?')).toEqual([]);
});

it('meets Latin and Greek words across accents, case, width and ligatures', () => {
  expect(of('José Müller, Straße, Łódź, Ærø, İstanbul, ﬂour, Ｆｌｏｕｒ, ΑΘΉΝΑ')).toBe(
    'jose muller strass lodz aero istanbul flour flour αθηνα',
  );
  expect(of('José'.normalize('NFD'))).toBe(of('jose'));
});

it('meets Arabic and Hebrew words across vowel points, and keeps them whole', () => {
  expect(of('مُطْعِمٌ أحمد')).toBe('مطعم احمد');
  expect(of('שָׁלוֹם')).toBe(of('שלום'));
});

it('keeps the marks that are letters: Indic vowels, the voicing of Japanese', () => {
  expect(of('हिन्दी')).toBe('हिन्दी');
  expect(of('が'.normalize('NFD'))).toBe('が');
  expect(of('が')).not.toBe(of('か'));
});

it('cuts scripts without spaces into pairs, and ideographs also alone', () => {
  expect(of('我的猫')).toBe('我 我的 的 的猫 猫');
  expect(of('ねこがすき')).toBe('ねこ こが がす すき');
  expect(of('학교에서')).toBe('학교 교에 에서');
  expect(of('ラーメンbar2号')).toBe('ラー ーメ メン bar2 号');
  expect(of('ไทย')).toBe('ไท ทย');
});

it('finds in a text without spaces what a part of it is', () => {
  const text = new Set(tokens('昨日は東京で友達とラーメンを食べました'));
  for (const asked of ['東京', '友達', 'ラーメン', '食べ'])
    expect(tokens(asked).filter((token) => !text.has(token))).toEqual([]);
});

it('tells C, C++ and C# apart', () => {
  expect(of('C, C++ or C#? F#! a#1 x+++y')).toBe('c cplusplu csharp fsharp 1 x y');
});

it('gives tokens of letters, marks and digits only, of at most 64 characters', () => {
  const hostile = `${'x'.repeat(65)} a\u0000b \ud800 snake_case 1,000.5 a-b e.g. "q" ${'é'.repeat(64)} 😀`;
  for (const token of tokens(hostile)) expect(token).toMatch(/^[\p{L}\p{M}\p{N}]{1,64}$/u);
  expect(of(hostile)).toContain('snake case 1 000 5');
});
