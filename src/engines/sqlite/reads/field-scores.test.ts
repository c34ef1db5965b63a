import { expect, it } from 'vitest';

import { runAtOnce } from '../in-slices.ts';
import { FieldScores } from './field-scores.ts';

const field = (row: number, terms: string) => ({ row, terms });

it('puts what has more of the rarer terms first, the later at a tie', () => {
  const scores = new FieldScores([
    { term: 'flour', weight: 2 },
    { term: 'salt', weight: 1 },
  ]);
  scores.add([
    field(1, 'salt\nbread\n'),
    field(2, 'flour\nmill\n'),
    field(3, 'flour\nsalt\n'),
    field(4, 'flour\nmill\n'),
    field(5, 'bread\nmill\n'),
  ]);
  expect(runAtOnce(scores.inOrder()).map(({ row }) => row)).toEqual([3, 4, 2, 1, 5]);
});
