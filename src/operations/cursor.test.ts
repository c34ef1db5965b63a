import * as fc from 'fast-check';
import { expect, it } from 'vitest';

import { decodeCursor, encodeCursor } from './cursor.ts';

const refused = expect.objectContaining({ code: 'INVALID_INPUT', field: 'cursor' });

it('gives back every key it was made from', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('newest', 'oldest', 'due'),
      fc.string({ unit: 'grapheme' }),
      (order, key) => {
        expect(decodeCursor(order, encodeCursor(order, key))).toBe(key);
      },
    ),
  );
});

it('is refused by a list in another order', () => {
  expect(() => decodeCursor('oldest', encodeCursor('newest', 'k'))).toThrow(refused);
  expect(() => decodeCursor('oldest', encodeCursor('newest', 'k'))).toThrow(
    'Expected `cursor` to come from a list in the order oldest, got one in the order newest',
  );
});

it('refuses any other text without failing in another way', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json().map((text) => Buffer.from(text).toString('base64url')),
      ),
      (text) => {
        expect(() => decodeCursor('newest', text)).toThrow(
          'Expected `cursor` to be the `nextCursor` of an earlier page; start again without it',
        );
      },
    ),
  );
});
