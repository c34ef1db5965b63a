import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { cut, displayWidth, wrap } from './wrap.ts';

describe('displayWidth', () => {
  it.each([
    ['abc', 3],
    ['é', 1],
    ['e\u0301', 1],
    ['東京', 4],
    ['👩‍💻', 2],
    ['', 0],
  ])('counts the columns of %j', (text, columns) => {
    expect(displayWidth(text)).toBe(columns);
  });
});

describe('wrap', () => {
  it('breaks between words', () => {
    expect(wrap('the tick turns green only when the server has it', 20)).toEqual([
      'the tick turns green',
      'only when the server',
      'has it',
    ]);
  });

  it('cuts a word that no line can hold', () => {
    expect(wrap('see abcdefghij', 4)).toEqual(['see', 'abcd', 'efgh', 'ij']);
  });

  it('never exceeds the width and loses nothing but spaces', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.integer({ min: 2, max: 40 }),
        (text, width) => {
          const lines = wrap(text, width);
          expect(lines.every((line) => displayWidth(line) <= width)).toBe(true);
          expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
        },
      ),
    );
  });
});

describe('cut', () => {
  it('ends at a word and says that more follows', () => {
    expect(cut('the tablets come from Veltronik', 20)).toBe('the tablets come…');
  });

  it('leaves a short text alone', () => {
    expect(cut('short', 20)).toBe('short');
  });
});
