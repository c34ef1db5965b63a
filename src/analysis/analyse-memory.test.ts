import { expect, it } from 'vitest';

import { analyseMemory, analysisVersion } from './analyse-memory.ts';

const note = {
  content: 'Ordered flour yesterday',
  speaker: 'Ada',
  occurredAt: '2023-05-08T13:56:00.000Z',
  entityNames: ['Baker Street'],
};

it('gives words and meta terms twice, and carries the words alone', () => {
  const { version, own, carried } = analyseMemory(note);
  expect(version).toBe(analysisVersion);
  expect(own.join(' ')).toBe(
    'order flour yesterdai order flour yesterdai ' +
      'ada baker street 8 mai 2023 mondai 7 mai 2023 ada baker street 8 mai 2023 mondai 7 mai 2023',
  );
  expect(carried).toEqual(['order', 'flour', 'yesterdai']);
});

it('reads rationale, alternatives, outcome and whom something was promised to', () => {
  const { own } = analyseMemory({
    ...note,
    content: 'SQLite',
    rationale: 'no server',
    alternatives: ['Postgres', 'MySQL'],
    outcome: 'shipped',
    to: 'Grace',
  });
  expect(own).toEqual(expect.arrayContaining(['server', 'postgr', 'mysql', 'ship', 'grace']));
});

it('carries at most 60 tokens', () => {
  const content = Array.from({ length: 200 }, (_, index) => `word${index}`).join(' ');
  const { own, carried } = analyseMemory({ ...note, content });
  expect(carried).toHaveLength(60);
  expect(own.length).toBeGreaterThan(400);
});

it('takes a mebibyte of anything', () => {
  for (const unit of ['word ', '猫', 'x', '"\u0000', 'é'])
    expect(() =>
      analyseMemory({ ...note, content: unit.repeat(1_048_576 / unit.length) }),
    ).not.toThrow();
});
