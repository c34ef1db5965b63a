import * as fc from 'fast-check';
import { expect, it } from 'vitest';

import { lineDifference } from './line-difference.ts';

it('shows what goes and what comes, and nothing that stays', () => {
  const changed = lineDifference('a\nb\nc\nd\ne', 'a\nB\nc\nd\nD\ne');
  expect(changed.map(({ sign, line }) => `${sign}${line}`)).toEqual(['-b', '+B', '+D']);
  expect(lineDifference('', 'a\n')).toHaveLength(2);
  expect(lineDifference('a\r\nb', 'a\nb')).toEqual([]);
});

it('leads from one text to the other', () => {
  const texts = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(texts, texts, (before, after) => {
      const changed = lineDifference(before.join('\n'), after.join('\n'));
      for (const line of ['a', 'b', 'c']) {
        const [gone, come] = (['-', '+'] as const).map((sign) =>
          count(
            changed.filter((one) => one.sign === sign).map((one) => one.line),
            line,
          ),
        );
        expect(count(before, line) - (gone ?? 0) + (come ?? 0)).toBe(count(after, line));
      }
      const gone = changed.filter(({ sign }) => sign === '-').map(({ line }) => line);
      expect(isWithin(gone, before)).toBe(true);
    }),
  );
});

/** Whether lines stand in a text in that order, with others between them. */
function isWithin(lines: readonly string[], text: readonly string[]): boolean {
  let found = 0;
  for (const line of text) if (line === lines[found]) found += 1;
  return found === lines.length;
}

const count = (lines: readonly string[], line: string): number =>
  lines.filter((one) => one === line).length;
