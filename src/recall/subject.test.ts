import { describe, expect, it } from 'vitest';

import { candidate } from '../../test/support/candidates.ts';
import { mostCarried } from '../analysis/analyse-memory.ts';
import { tokens } from '../analysis/tokens.ts';
import { readQuestion } from './question.ts';
import { readTerms } from './reading.ts';
import { SubjectReader } from './subject.ts';

function read(record: Parameters<typeof candidate>[0], carried?: string) {
  const question = readQuestion('flour', '2026-11-29T12:00:00.000Z');
  const found = candidate(record, carried === undefined ? {} : { carried });
  const { own } = new SubjectReader(question).read(found);
  return { ...own, tokens: own.tokens() };
}

describe('the tokens of a memory', () => {
  it('are what it passes on, and the same as those of its text', () => {
    const content = 'Is the flour of Harrow Mill paid for?';
    const own = read({ content }, tokens(content).join(' '));
    expect(own).toEqual(read({ content }));
    expect(own.tokens).toEqual(['flour', 'harrow', 'mill', 'paid']);
  });

  it('are those of its text when it passes on its beginning alone', () => {
    const content = `${'bread '.repeat(mostCarried)}flour`;
    const carried = tokens(content).slice(0, mostCarried).join(' ');
    expect(read({ content }, carried)).toEqual(read({ content }));
  });

  it('are those of its text when that is longer than what is read of it', () => {
    const content = `${'the '.repeat(2_500)}flour`;
    expect(read({ content }, 'flour').tokens).toEqual([]);
  });

  it('are those of its text when it has an outcome, which may have come later', () => {
    const promise = { kind: 'commitment', content: 'Pay the mill', outcome: 'flour came' } as const;
    expect(read(promise, 'pai mill').counts.has('flour')).toBe(true);
  });

  it('of the question are counted alike, be it of few terms or of many', () => {
    const carried = 'flour salt flour bread';
    const few = ['flour', 'bread', 'yeast'];
    const many = [...few, ...Array.from({ length: 100 }, (_, index) => `term${index}`)];
    const readings = [few, many].map((asked) => readTerms(carried, new Set(asked)));
    for (const { counts, length } of readings)
      expect({ counts: Object.fromEntries(counts), length }).toEqual({
        counts: { flour: 2, bread: 1 },
        length: 4,
      });
  });
});
