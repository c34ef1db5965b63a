import { InvalidInputError } from '../errors/input-errors.ts';
import type { Offer } from '../surface/offer.ts';

/** Puts the `Idempotency-Key` of a request where the operation takes the caller's own key, so that sending it again is safe. */
export function withKey({ key: place }: Offer, body: unknown, key: string | undefined): unknown {
  if (key === undefined || place === undefined || !isObject(body)) return body;
  if (place === 'id') return withId(body, key);
  const { items } = body;
  if (!Array.isArray(items)) return body;
  return {
    ...body,
    items: items.map((item: unknown, index) =>
      isObject(item) && item['id'] === undefined ? withId(item, `${key}:${index}`) : item,
    ),
  };
}

function withId(body: Record<string, unknown>, key: string): unknown {
  // A pattern that names its evidence writes only links, which are made once anyway.
  if ('evidence' in body) return body;
  const { id } = body;
  if (id !== undefined && id !== key) {
    throw new InvalidInputError(
      'id',
      'Expected `id` and the header Idempotency-Key to be the same; leave one of them out',
    );
  }
  return { ...body, id: key };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
