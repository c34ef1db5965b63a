import * as fc from 'fast-check';
import { expect, it } from 'vitest';

import { orderKey } from '../model/node-record.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';

const refused = expect.objectContaining({ code: 'INVALID_INPUT', field: 'cursor' });

it('gives back every key it was made from', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('newest', 'oldest', 'due'),
      fc.record({
        occurredAt: fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) }),
        id: fc.stringMatching(/^[\p{L}\p{N}\p{P}\p{S}]{1,200}$/u),
      }),
      (order, { occurredAt, id }) => {
        const at = occurredAt.toISOString();
        const key = orderKey({ id, occurredAt: at, createdAt: at });
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
          /^Expected `cursor` to be the `nextCursor` of an earlier page, got ".*; start again without it$/su,
        );
      },
    ),
  );
});
