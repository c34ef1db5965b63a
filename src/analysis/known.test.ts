import { expect, it } from 'vitest';

import { Known } from './known.ts';

const counting = () => {
  const worked: string[] = [];
  return {
    worked,
    workOut: (text: string): string => {
      worked.push(text);
      return text.toUpperCase();
    },
  };
};

it('works out each text once', () => {
  const { worked, workOut } = counting();
  const known = new Known<string>(1000);
  const texts = ['a', 'b', 'a', '', '', '\ud800', '\ud800', 'b'];
  expect(texts.map((text) => known.get(text, workOut))).toEqual(
    texts.map((text) => text.toUpperCase()),
  );
  expect(worked).toEqual(['a', 'b', '', '\ud800']);
});

it('forgets what was not asked for in a long time, and nothing else', () => {
  const { worked, workOut } = counting();
  const known = new Known<string>(40);
  for (let index = 10; index < 99; index += 1) {
    known.get('always', workOut);
    known.get(`text ${index}`, workOut);
  }
  known.get('text 98', workOut);
  known.get('text 10', workOut);
  expect(worked.filter((text) => text === 'always')).toHaveLength(1);
  expect(worked.filter((text) => text === 'text 98')).toHaveLength(1);
  expect(worked.filter((text) => text === 'text 10')).toHaveLength(2);
});
