import neo4j from 'neo4j-driver';
import { expect, it } from 'vitest';

import { InstantValue, type Parameter, WholeNumber } from '../parameter.ts';
import { decode } from './decode.ts';
import { encodeParameters } from './encode.ts';

const encoded = (value: unknown): unknown =>
  // What the types forbid must be refused at run time as well.
  encodeParameters(neo4j, { value: value as Parameter })['value'];

it.each([
  () => 1,
  Symbol('x'),
  undefined,
  1n,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  new Date(),
  new Map(),
  new Set(),
  Buffer.from('x'),
  [undefined],
  { inner: new Date() },
])('refuses %s, which the driver would alter or choke on', (value) => {
  expect(() => encoded(value)).toThrow(TypeError);
});

it('keeps what the driver keeps', () => {
  const value = { text: 'é', list: ['a', null], number: 1.5, flag: true };
  expect(encoded(value)).toEqual(value);
});

it('sends whole numbers as integers', () => {
  expect(encoded(new WholeNumber(7))).toEqual(neo4j.int(7));
});

it.each([
  '2026-03-01T09:00:00.000Z',
  '2026-03-01T09:00:00.120Z',
  '2026-03-01T09:00:00.123456Z',
  '2026-03-01T09:00:00.000001Z',
  '0001-01-01T00:00:00.000Z',
  '9999-12-31T23:59:59.999Z',
])('keeps the instant %s', (text) => {
  expect(decode(neo4j, encoded(new InstantValue(text)))).toBe(text);
});
