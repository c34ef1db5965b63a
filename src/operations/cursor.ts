import type { ListOrder } from '../engine/reads.ts';
import { InvalidInputError } from '../errors/input-errors.ts';

/** Makes the opaque text that continues a list after the given key. */
export function encodeCursor(order: ListOrder, key: string): string {
  return Buffer.from(JSON.stringify([order, key])).toString('base64url');
}

/** Reads a cursor back; throws an `InvalidInputError` when it is not one of this order. */
export function decodeCursor(order: ListOrder, cursor: string): string {
  const [madeFor, key] = parsed(cursor);
  if (typeof key !== 'string' || !isOrder(madeFor)) throw notACursor(cursor);
  if (madeFor !== order) {
    throw new InvalidInputError(
      'cursor',
      `Expected \`cursor\` to come from a list in the order ${order}, got one in the order ${madeFor}`,
    );
  }
  if (!keyPattern.test(key)) throw notACursor(cursor);
  return key;
}

/** An instant and what decides among equals: an `orderKey` or a `dueKey`. */
const keyPattern = /^\d{4}-\d\d-\d\dT[^|]{1,20}\|[\p{L}\p{M}\p{N}\p{P}\p{S}]{1,300}$/u;

function notACursor(cursor: string): InvalidInputError {
  return new InvalidInputError(
    'cursor',
    `Expected \`cursor\` to be the \`nextCursor\` of an earlier page, got ${JSON.stringify(cursor.slice(0, 60))}; start again without it`,
  );
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
