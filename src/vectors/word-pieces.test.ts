import { expect, it } from 'vitest';

import { WordPieces } from './word-pieces.ts';

const pieces = new WordPieces(['[PAD]', 'un', '##aff', '##able', 'run', '##n', '##ning', '猫']);

it('cuts each word greedily, the longest known beginning first', () => {
  expect(pieces.pieces('unaffable')).toEqual([1, 2, 3]);
  expect(pieces.pieces('running')).toEqual([4, 6]);
  expect(pieces.pieces('run')).toEqual([4]);
});

it('gives nothing for a word with an unknown part, or one that is too long', () => {
  expect(pieces.pieces('runner')).toEqual([]);
  expect(pieces.pieces('r'.repeat(101))).toEqual([]);
  expect(pieces.pieces('')).toEqual([]);
});

it('reads words in lower case without accents, and ideographs alone', () => {
  expect(pieces.words("Rún, UNAFFABLE can't 2nd 猫犬")).toEqual([
    'run',
    'unaffable',
    'can',
    't',
    '2nd',
    '猫',
    '犬',
  ]);
  expect(pieces.words('plain ASCII, too')).toEqual(['plain', 'ascii', 'too']);
});
