import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  canonicalJson,
  entityId,
  fingerprint,
  linkId,
  newId,
  normaliseName,
  patternId,
} from '../../src/model/identity.ts';

const text = fc.string({ unit: 'binary' });
const spaces = fc
  .array(fc.constantFrom(' ', '\t', '\n', '\u00A0', '\u3000'), { minLength: 1, maxLength: 3 })
  .map((parts) => parts.join(''));

/** Any JSON, and the same with the members of every object in another order. */
const reordered = fc.jsonValue({ maxDepth: 4 }).map((value) => [value, shuffled(value)] as const);

function shuffled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shuffled);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, inner]) => [key, shuffled(inner)]),
  );
}

describe('names', () => {
  it('are one name whether a sharp s is small, capital or two letters', () => {
    const names = ['Straße', 'STRAẞE', 'strasse'].map((name) => normaliseName(name));
    expect(new Set(names)).toEqual(new Set(['strasse']));
  });

  it('are normal after being normalised once', () => {
    fc.assert(
      fc.property(text, (name) => {
        expect(normaliseName(normaliseName(name))).toBe(normaliseName(name));
      }),
      { numRuns: 2_000 },
    );
  });

  it('are the same in upper and lower case, in any width and with any white space', () => {
    const word = fc.string({
      unit: fc.constantFrom(
        ...[...new Intl.Segmenter().segment('abcxyzßàéøžςЖя한かｋ①ﬁ')].map(
          ({ segment }) => segment,
        ),
      ),
      minLength: 1,
    });
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), spaces, (words, space) => {
        const name = words.join(' ');
        for (const other of [
          name.toUpperCase(),
          name.toLowerCase(),
          name.normalize('NFD'),
          name.normalize('NFKC'),
          `${space}${words.join(space)}${space}`,
        ])
          expect(entityId(other)).toBe(entityId(name));
      }),
    );
  });

  it('stay two when they differ in a letter or an accent', () => {
    expect(
      new Set(['Jose', 'José', 'Josef', 'Jo se', 'Mercury', 'Mercury (planet)'].map(entityId)).size,
    ).toBe(6);
  });
});

describe('ids', () => {
  it('of links and patterns do not run their parts together', () => {
    fc.assert(
      fc.property(fc.tuple(text, text, text), fc.tuple(text, text, text), (a, b) => {
        expect(linkId(...a) === linkId(...b)).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
    );
    expect(linkId('a', 'B', 'c')).not.toBe(linkId('aB', '', 'c'));
    expect(patternId('a', 'b')).not.toBe(patternId(undefined, 'ab'));
    expect(patternId('work', ' I  tire EASILY ')).toBe(patternId('work', 'i tire easily'));
  });

  it('are UUIDs of version 7 that never repeat', () => {
    const made = Array.from({ length: 2_000 }, newId);
    expect(new Set(made).size).toBe(made.length);
    for (const id of made)
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(
      Math.abs(Number.parseInt(made[0]?.replaceAll('-', '').slice(0, 12) ?? '', 16) - Date.now()),
    ).toBeLessThan(60_000);
  });
});

describe('fingerprints', () => {
  it('do not depend on the order of keys', () => {
    fc.assert(
      fc.property(reordered, ([value, other]) => {
        expect(fingerprint({ value: other })).toBe(fingerprint({ value }));
      }),
    );
  });

  it('are those of the value as JSON keeps it, and of no other', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        expect(fingerprint({ a }) === fingerprint({ a: b })).toBe(
          canonicalJson(a) === canonicalJson(b),
        );
        expect(JSON.parse(canonicalJson(a))).toEqual(JSON.parse(JSON.stringify(a)));
      }),
    );
    expect(fingerprint({ a: undefined, b: 1 })).toBe(fingerprint({ b: 1 }));
    expect(fingerprint({ list: [1, 2] })).not.toBe(fingerprint({ list: [2, 1] }));
  });
});
