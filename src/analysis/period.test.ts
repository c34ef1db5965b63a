import { expect, it } from 'vitest';

import { periodIn, periodWords } from './period.ts';

const now = '2026-11-29T12:00:00.000Z'; // a Sunday

it.each([
  ['What did I promise last March?', 'last March', '2026-03-01', '2026-04-01'],
  ['What happened last week?', 'last week', '2026-11-16', '2026-11-23'],
  ['And yesterday?', 'yesterday', '2026-11-28', '2026-11-29'],
  ['What was decided in May 2023?', 'May 2023', '2023-05-01', '2023-06-01'],
  ['Who came on 7 May 2023?', 'on 7 May 2023', '2023-05-07', '2023-05-08'],
  ['What did we do two weeks ago?', 'two weeks ago', '2026-11-09', '2026-11-16'],
  ['What changed last year?', 'last year', '2025-01-01', '2026-01-01'],
  ['What changed last month?', 'last month', '2026-10-01', '2026-11-01'],
  ['What broke in the past two weeks?', 'past two weeks', '2026-11-15', '2026-11-30'],
  ['What was said in 2022?', '2022', '2022-01-01', '2023-01-01'],
  ['And on 24 December?', 'on 24 December', '2025-12-24', '2025-12-25'],
  ['What did she say on Friday?', 'on Friday', '2026-11-27', '2026-11-28'],
  ['What did she say on Monday?', 'on Monday', '2026-11-23', '2026-11-24'],
  ['What is due next Friday?', 'next Friday', '2026-12-04', '2026-12-05'],
  ['How often in March?', 'March', '2026-03-01', '2026-04-01'],
  [
    'What of the week before 9 June 2023?',
    'the week before 9 June 2023',
    '2023-06-02',
    '2023-06-09',
  ],
])('reads %j', (question, ...expected) => {
  const period = periodIn(question, now);
  expect([period?.text, period?.since.slice(0, 10), period?.until.slice(0, 10)]).toEqual(expected);
});

it.each([
  'What did May say?',
  'May I march on?',
  'Why 42 eggs?',
  'in the morning',
  '',
  'on Mondays',
])('reads no time in %j', (question) => {
  expect(periodIn(question, now)).toBeUndefined();
});

it.each([
  ['2026-03-02', '2026-03-03', '2 march 2026 monday'],
  ['2026-03-01', '2026-04-01', 'march 2026'],
  ['2026-01-01', '2027-01-01', '2026'],
  ['2025-12-31', '2026-01-02', ''],
])('gives the words that all days from %s until before %s share', (since, until, words) => {
  const midnight = 'T00:00:00.000Z';
  const period = { text: '', since: since + midnight, until: until + midnight };
  expect(periodWords(period)).toBe(words);
});
