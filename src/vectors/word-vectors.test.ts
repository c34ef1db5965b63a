import { expect, it } from 'vitest';

import { lengthOf, loadWordVectors, WordVectors } from './word-vectors.ts';

async function cosine(a: string, b: string): Promise<number> {
  const vectors = await loadWordVectors();
  const vectorOf = (text: string): Float32Array => {
    const sum = new Float32Array(vectors.dimensions);
    for (const word of vectors.words(text)) {
      const vector = vectors.find(word);
      if (vector !== undefined) vectors.add(vector, sum);
    }
    return sum;
  };
  const other = vectorOf(b);
  const product = vectors.words(a).reduce((sum, word) => {
    const vector = vectors.find(word);
    return (
      sum +
      (vector === undefined
        ? 0
        : vector.pieces.reduce((part, piece) => part + vectors.product(piece, other), 0))
    );
  }, 0);
  return product / (lengthOf(vectorOf(a)) * lengthOf(other));
}

it('brings words near that mean nearly the same', async () => {
  expect(await cosine('doctor', 'physician')).toBeGreaterThan(0.5);
  expect(await cosine('doctor', 'physician')).toBeGreaterThan(await cosine('doctor', 'bread'));
  expect(await cosine('buy a car', 'purchase an automobile')).toBeGreaterThan(0.4);
  expect(await cosine('flour', 'flour')).toBeCloseTo(1, 5);
});

it('gives rare words more length than common ones, which decide less', async () => {
  const vectors = await loadWordVectors();
  const lengths = ['the', 'time', 'physician'].map((word) => vectors.find(word)?.length ?? 0);
  expect(lengths).toEqual(lengths.toSorted((a, b) => a - b));
});

it('knows no vector for what is no word of the vocabulary', async () => {
  const vectors = await loadWordVectors();
  expect(vectors.find('')).toBeUndefined();
  expect(vectors.find('𒀀')).toBeUndefined();
  expect(vectors.find('x'.repeat(101))).toBeUndefined();
  expect(vectors.words('')).toEqual([]);
});

it('loads the file once', () => {
  expect(loadWordVectors()).toBe(loadWordVectors());
});

it('refuses a file that is none', () => {
  expect(() => new WordVectors(new TextEncoder().encode('something else entirely'))).toThrow(
    'The file of word vectors in the package is damaged; install memos-graph again',
  );
});
