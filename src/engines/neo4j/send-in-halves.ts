import { DatabaseBusyError, DatabaseFailedError } from '../../errors/database-errors.ts';
import { MemosGraphError } from '../../errors/memos-graph-error.ts';
import { TimeoutError } from '../../errors/session-errors.ts';
import type { Outcome } from '../../model/change-set.ts';
import type { Receipt } from '../../model/receipt.ts';
import { isLockWait } from './session/driver-error.ts';
import { type SendLimits, type StatementRunner, statementTimeoutMs } from './statement-runner.ts';
import { type Unit, UnitStatement } from './units.ts';

/** What the statement of a unit answered about it, or why that statement failed. */
export type Decision =
  | { readonly outcomes: readonly Outcome[]; readonly receipt: Receipt }
  | { readonly failure: unknown };

export interface Sending<Item> {
  readonly runner: StatementRunner;
  readonly unitOf: (item: Item) => Unit;
  /** Whose call the item belongs to. */
  readonly callOf: (item: Item) => unknown;
  /** Called once for each item, as soon as it is decided. */
  readonly decide: (item: Item, decision: Decision) => void;
  readonly limits: SendLimits;
}

/** How long the server may work on a half that is not yet a unit alone, in milliseconds: it has shown that it works, or waits. */
const halfTimeoutMs = 1000;

/**
 * Sends units in one statement. A statement fails as a whole: then each half is sent again, until the guilty unit is alone and harms
 * no neighbour; one that waits for a lock then waits alone. Never rejects.
 */
export async function sendInHalves<Item>(
  items: readonly Item[],
  sending: Sending<Item>,
  cuts = 0,
): Promise<void> {
  try {
    await sendOnce(items, sending, cuts);
  } catch (error) {
    if (items.length === 1 || !mayFareBetterApart(error, sending.limits)) {
      for (const item of items) sending.decide(item, { failure: error });
      return;
    }
    const middle = Math.ceil(items.length / 2);
    // Beside one another: a half that waits for a lock must not hold up the other.
    await Promise.all([
      sendInHalves(items.slice(0, middle), sending, cuts + 1),
      sendInHalves(items.slice(middle), sending, cuts + 1),
    ]);
  }
}

async function sendOnce<Item>(
  items: readonly Item[],
  { runner, unitOf, callOf, decide, limits }: Sending<Item>,
  cuts: number,
): Promise<void> {
  const isAlone = items.length === 1;
  const timeoutMs = isAlone || cuts === 0 ? statementTimeoutMs : halfTimeoutMs;
  const statement = new UnitStatement(items.map(unitOf));
  const call = { ...statement.call, timeoutMs, yieldsToLocks: !isAlone };
  const { rows, receipt } = await runner.run(call, limits);
  const outcomes = statement.read(rows);
  // One object for all of them, so that what they share can be counted once.
  const sharedBy = new Set(items.map(callOf)).size;
  const cost = { ...receipt, retries: receipt.retries + cuts, sharedBy };
  for (const [index, item] of items.entries())
    decide(item, { outcomes: outcomes[index] ?? [], receipt: cost });
}

/** Tells whether the failure is one of this statement, so that another may be answered. */
export const isOfTheStatement = (error: unknown): error is Error =>
  error instanceof DatabaseFailedError ||
  error instanceof DatabaseBusyError ||
  error instanceof TimeoutError;

/**
 * Tells whether one unit may be to blame: by what it is, or by a lock that it waits for, as long as there is time to wait once more. A
 * connection that was not to be had is no unit's fault, and a statement that still holds what it has written would hold up its own halves.
 */
const mayFareBetterApart = (error: unknown, { sendAgainUntil = Infinity }: SendLimits): boolean =>
  error instanceof DatabaseFailedError ||
  !MemosGraphError.isInstance(error) ||
  (isOfTheStatement(error) && isLockWait(error.cause) && performance.now() < sendAgainUntil);
