/** What a call cost at the database. */
export interface Receipt {
  /** Database sessions that were used. */
  readonly sessions: number;
  readonly transactions: number;
  readonly statements: number;
  /** Waits for an answer of the server; 0 for an embedded file. */
  readonly roundTrips: number;
  readonly retries: number;
  /** How many calls shared this cost; 1 when it was this call's alone. */
  readonly sharedBy: number;
}

export const noCost: Receipt = {
  sessions: 0,
  transactions: 0,
  statements: 0,
  roundTrips: 0,
  retries: 0,
  sharedBy: 1,
};

/** Adds the costs of several steps of one call. One receipt stays the object it is: shared ones are told apart by it. */
export function addReceipts(receipts: readonly Receipt[]): Receipt {
  const [first, ...others] = receipts;
  if (first !== undefined && others.length === 0) return first;
  return receipts.reduce(
    (sum, receipt) => ({
      sessions: sum.sessions + receipt.sessions,
      transactions: sum.transactions + receipt.transactions,
      statements: sum.statements + receipt.statements,
      roundTrips: sum.roundTrips + receipt.roundTrips,
      retries: sum.retries + receipt.retries,
      sharedBy: Math.max(sum.sharedBy, receipt.sharedBy),
    }),
    noCost,
  );
}
