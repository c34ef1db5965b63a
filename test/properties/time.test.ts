import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  instantProblem,
  nextCreatedAt,
  toInstant,
  toMilliseconds,
} from '../../src/model/instant.ts';
import { dueKey, orderKey } from '../../src/model/node-record.ts';
import { patternStrength } from '../../src/model/strength.ts';

const moment = fc.date({
  min: new Date('0001-01-01T00:00:00.000Z'),
  max: new Date('9999-12-31T23:59:59.999Z'),
  noInvalidDate: true,
});

const offset = fc
  .tuple(fc.constantFrom('+', '-'), fc.integer({ min: 0, max: 13 }), fc.constantFrom(0, 15, 30, 45))
  .map(([sign, hours, minutes]) => ({
    text: `${sign}${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`,
    ms: (sign === '-' ? -1 : 1) * (hours * 60 + minutes) * 60_000,
  }));

const modern = fc.date({
  min: new Date('1900-01-01'),
  max: new Date('2200-01-01'),
  noInvalidDate: true,
});

const compare = (a: string, b: string): number => (a === b ? 0 : Number(a > b) * 2 - 1);

function byParts(...pairs: readonly (readonly [string, string])[]): number {
  const [a, b] = pairs.find(([left, right]) => left !== right) ?? ['', ''];
  return compare(a, b);
}

describe('instants', () => {
  it('come back as the moment that went in, as a Date and as a text', () => {
    fc.assert(
      fc.property(moment, (date) => {
        expect(instantProblem(date)).toBeUndefined();
        expect(instantProblem(date.toISOString())).toBeUndefined();
        expect(toInstant(date)).toBe(date.toISOString());
        expect(toInstant(toInstant(date))).toBe(date.toISOString());
      }),
    );
  });

  it('mean the same moment in every zone', () => {
    fc.assert(
      fc.property(modern, offset, (date, zone) => {
        const local = `${new Date(date.getTime() + zone.ms).toISOString().slice(0, -1)}${zone.text}`;
        expect(instantProblem(local)).toBeUndefined();
        expect(toInstant(local)).toBe(date.toISOString());
        expect(toInstant(local.replace('T', ' ').replace('.', ','))).toBe(date.toISOString());
      }),
    );
  });

  it('sort as text the way the moments do', () => {
    fc.assert(
      fc.property(moment, moment, (a, b) => {
        expect(toInstant(a) < toInstant(b)).toBe(a.getTime() < b.getTime());
      }),
    );
  });

  it.each([
    '2026-02-30',
    '2026-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-04-31T10:00Z',
    '2026-01-01T24:01Z',
    '2026-01-01T10:60Z',
    '2026-01-01T10:00',
    '2026-01-01 10:00:00.5',
    '10:00Z',
    '2026-1-1',
    '01.02.2026',
    '20260101',
    'now',
    '',
    ' ',
    '2026-01-01T10:00+2',
    '2026-01-01T10:00 Europe/Berlin',
    '+012026-01-01T00:00:00Z',
    '0000-06-01',
    '2026-01-01T10:00Z; DROP',
    '９９９９-01-01',
    '0001-01-01T00:00:00+14:00',
    '9999-12-31T23:59:59-01:00',
  ])('are not made from %j', (text) => {
    expect(instantProblem(text)).toEqual(expect.any(String));
  });

  it.each([
    ['2024-02-29', '2024-02-29T00:00:00.000Z'],
    ['2026-03-01T09:00+0200', '2026-03-01T07:00:00.000Z'],
    ['2026-03-01t09:00:07z', '2026-03-01T09:00:07.000Z'],
    ['2026-03-01T09:00:00.123456789Z', '2026-03-01T09:00:00.123Z'],
  ])('%j is %s', (text, instant) => {
    expect(instantProblem(text)).toBeUndefined();
    expect(toInstant(text)).toBe(instant);
  });
});

describe('the time of storing', () => {
  it('strictly increases, in time and as text', () => {
    const made = Array.from({ length: 5_000 }, nextCreatedAt);
    expect(new Set(made).size).toBe(made.length);
    expect(made.toSorted()).toEqual(made);
    for (const createdAt of made) {
      expect(createdAt).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z$/);
      expect(toMilliseconds(createdAt)).toBe(new Date(createdAt).toISOString());
    }
  });
});

describe('order keys', () => {
  const node = fc.record({
    id: fc.constantFrom('a', 'b'),
    createdAt: fc.constantFrom('2026-01-01T00:00:00.000001Z', '2026-01-01T00:00:00.000002Z'),
    occurredAt: fc.constantFrom(
      '2026-01-01T00:00:00.000Z',
      '2026-01-01T00:00:00.001Z',
      '2025-12-31T23:59:59.999Z',
    ),
  });

  it('sort by when it happened, then when it was stored, then the id', () => {
    fc.assert(
      fc.property(node, node, (a, b) => {
        const wanted = byParts(
          [a.occurredAt, b.occurredAt],
          [a.createdAt, b.createdAt],
          [a.id, b.id],
        );
        expect(compare(orderKey(a), orderKey(b))).toBe(wanted);
      }),
    );
  });

  it('put what is due first, first, and what has no day last', () => {
    const due = fc.option(
      moment.map((date) => date.toISOString()),
      { nil: undefined },
    );
    fc.assert(
      fc.property(node, due, due, (a, dueA, dueB) => {
        const key = (dueAt: string | undefined) =>
          dueKey(dueAt === undefined ? a : { ...a, dueAt });
        const last = '9999-12-31T23:59:59.999Z';
        expect(compare(key(dueA), key(dueB))).toBe(compare(dueA ?? last, dueB ?? last));
      }),
    );
  });
});

describe('the strength of a pattern', () => {
  const count = fc.integer({ min: 0, max: 100_000 });

  it('lies between 0 and 1', () => {
    fc.assert(
      fc.property(count, modern, modern, (n, lastAt, now) => {
        const strength = patternStrength(n, lastAt.toISOString(), now.toISOString());
        expect(strength).toBeGreaterThanOrEqual(0);
        expect(strength).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('is 0 without evidence and below 1 with as much as one call can bring', () => {
    const now = '2026-01-01T00:00:00.000Z';
    expect(patternStrength(0, undefined, now)).toBe(0);
    expect(patternStrength(1_000, now, now)).toBeLessThan(1);
  });

  it('never falls with more evidence and never rises with time', () => {
    fc.assert(
      fc.property(count, modern, fc.nat({ max: 5_000 }), (n, lastAt, days) => {
        const later = new Date(lastAt.getTime() + days * 86_400_000).toISOString();
        const at = (cases: number, now: string) =>
          patternStrength(cases, lastAt.toISOString(), now);
        expect(at(n + 1, later)).toBeGreaterThanOrEqual(at(n, later));
        expect(at(n, later)).toBeLessThanOrEqual(at(n, lastAt.toISOString()));
      }),
    );
    expect(patternStrength(1, '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z')).toBe(0.3333);
    expect(patternStrength(2, '2026-01-01T00:00:00.000Z', '2026-06-30T00:00:00.000Z')).toBe(0.25);
  });
});
