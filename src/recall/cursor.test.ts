import { expect, it } from 'vitest';

import { InvalidInputError } from '../errors/input-errors.ts';
import { decodePlace, encodePlace } from './cursor.ts';

const place = { seen: 10, now: '2026-11-29T12:00:00.000123Z' };

it('comes back for the same question', () => {
  expect(decodePlace(encodePlace(place, { query: 'a' }), { query: 'a' })).toEqual(place);
});

it('refuses that of another question with what to do', () => {
  expect(() => decodePlace(encodePlace(place, { query: 'a' }), { query: 'b' })).toThrow(
    'Expected `cursor` to be the `nextCursor` of the same question with the same options, got that of another; start again without it',
  );
});

it.each([
  '',
  'x',
  Buffer.from('[]').toString('base64url'),
  Buffer.from('["a",-1,"2026-11-29T12:00:00.000Z"]').toString('base64url'),
  Buffer.from('["a",1,"2026-99-99T12:00:00.000Z"]').toString('base64url'),
  Buffer.from('["a",1e99,"2026-11-29T12:00:00.000Z"]').toString('base64url'),
])('refuses %j, which is none', (cursor) => {
  expect(() => decodePlace(cursor, {})).toThrow(InvalidInputError);
});
