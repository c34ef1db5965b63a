import type { Costed } from '../../engine/engine.ts';
import type { Receipt } from '../../model/receipt.ts';
import type { Shared } from './writer.ts';

interface Cost {
  readonly sessions?: number;
  readonly transactions?: number;
  readonly statements?: number;
  readonly retries?: number;
  readonly sharedBy?: number;
}

/** The receipt of one call: one session unless it says otherwise, and no round trip, since the file is here. */
export function receiptOf(cost: Cost): Receipt {
  const { sessions = 1, transactions = 1, statements = 1, retries = 0, sharedBy = 1 } = cost;
  return { sessions, transactions, statements, roundTrips: 0, retries, sharedBy };
}

/** A value from a shared transaction, with its receipt. */
export function costed<Value>(
  { value, retries, sharedBy }: Shared<Value>,
  statements = 1,
): Costed<Value> {
  return { value, receipt: receiptOf({ statements, retries, sharedBy }) };
}
