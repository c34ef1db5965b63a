import type { ListOrder } from '../engine/reads.ts';
import { InvalidInputError } from '../errors/input-errors.ts';

/** Makes the opaque text that continues a list after the given key. */
export function encodeCursor(order: ListOrder, key: string): string {
  return Buffer.from(JSON.stringify([order, key])).toString('base64url');
}

/** Reads a cursor back; throws an `InvalidInputError` when it is not one of this order. */
export function decodeCursor(order: ListOrder, cursor: string): string {
  const [madeFor, key] = parsed(cursor);
  if (typeof key !== 'string' || !isOrder(madeFor)) {
    throw new InvalidInputError(
      'cursor',
      'Expected `cursor` to be the `nextCursor` of an earlier page; start again without it',
    );
  }
  if (madeFor !== order) {
    throw new InvalidInputError(
      'cursor',
      `Expected \`cursor\` to come from a list in the order ${order}, got one in the order ${madeFor}`,
    );
  }
  return key;
}

const orders: ReadonlySet<unknown> = new Set<ListOrder>(['newest', 'oldest', 'due']);

const isOrder = (value: unknown): value is ListOrder => orders.has(value);

function parsed(cursor: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
