import { isDeepStrictEqual } from 'node:util';

import type { CallLimits } from '../../../engine/engine.ts';
import type { TransactionOutcome } from '../../../engine/metrics.ts';
import { ContextChangedError, ContextLostError } from '../../../errors/session-errors.ts';
import { noCost, type Receipt } from '../../../model/receipt.ts';
import type { Row, StatementAnswer, StatementCall, TogetherAnswer } from '../statement-runner.ts';
import { isConnectionLost, isRetryable } from './driver-error.ts';
import { Meter } from './meter.ts';
import type { OpenDriver } from './open-driver.ts';
import type { Connect } from './outside-runner.ts';
import { isRemoval } from './removal-retry.ts';
import { withRetry } from './retry.ts';
import {
  abandon,
  beginTransaction,
  commit,
  type OpenTransaction,
  rollBack,
  sendTogether,
} from './send.ts';
import type { SessionRunner } from './session-runner.ts';
import { translateError } from './translate-error.ts';
import { refuseWhenAborted, waitFor } from './wait-for.ts';

/** An open transaction holds locks: after this the server ends it, in milliseconds. */
const batchTimeoutMs = 600_000;

/** Rolling back waits no longer than this: a server that does not answer rolls back by itself. */
const rollbackTimeoutMs = 5000;

/** A write of the transaction, with what it was answered: for the case that it must be sent again. */
interface Answered {
  readonly call: StatementCall;
  readonly rows: readonly Row[];
}

/**
 * Runs everything in one transaction. When the connection is lost, or the server ends the transaction for another's sake, the
 * writes are sent again in a new one, and it goes on only if they are answered as before; reads that were answered cannot be
 * unanswered, so after one of them only a lost COMMIT is repeated.
 */
export class BatchRunner implements SessionRunner {
  readonly isOneTransaction = true;
  readonly #connect: Connect;
  #begun: OpenTransaction | undefined;
  /** Tells other calls of this process that a transaction is open here. */
  #mark = { since: 0 };
  #answered: Answered[] = [];
  #hasAnsweredReads = false;
  /** A COMMIT was sent and its answer never came. */
  #mayBeCommitted = false;

  constructor(connect: Connect) {
    this.#connect = connect;
  }

  async run(call: StatementCall, limits: CallLimits): Promise<StatementAnswer> {
    const { answers, receipt } = await this.runTogether([call], () => true, limits);
    return { rows: answers[0] ?? [], receipt };
  }

  /** The transaction is the caller's: refused answers are for it to roll back. */
  async runTogether(
    calls: readonly StatementCall[],
    _accept: (answers: TogetherAnswer['answers']) => boolean,
    limits: CallLimits,
  ): Promise<TogetherAnswer> {
    refuseWhenAborted(limits.signal);
    const open = await this.#connect(limits);
    const meter = new Meter(open.metrics);
    const answers = await this.#persist(open, { ...limits, meter }, async () => {
      const begun = await this.#transaction(open, { ...limits, meter });
      const isFirst = this.#answered.length === 0 && !this.#hasAnsweredReads;
      meter.add({ statements: calls.length, roundTrips: isFirst ? 0 : 1 });
      return sendTogether(begun, calls, limits);
    });
    for (const [index, call] of calls.entries()) this.#remember(call, answers[index] ?? []);
    return { answers, receipt: meter.receipt };
  }

  async commit(limits: CallLimits): Promise<Receipt> {
    if (this.#begun === undefined && this.#answered.length === 0) return noCost;
    refuseWhenAborted(limits.signal);
    if (this.#begun === undefined && this.#hasAnsweredReads) throw new ContextLostError();
    // What reads were answered was read beside these very writes; if they are answered the same again, it still holds.
    this.#hasAnsweredReads = false;
    const open = await this.#connect(limits);
    const meter = new Meter(open.metrics);
    await this.#persist(open, { ...limits, meter }, async () => {
      const begun = await this.#transaction(open, { ...limits, meter });
      meter.add({ roundTrips: 1 });
      await this.#send(begun, limits);
    });
    this.#answered = [];
    this.#drop('committed');
    return meter.receipt;
  }

  async rollback(): Promise<Receipt> {
    const begun = this.#begun;
    this.#answered = [];
    if (begun === undefined) return noCost;
    const ended = waitFor(rollBack(begun), {
      limitMs: rollbackTimeoutMs,
      giveUp: () => abandon(begun.session),
      mayBeApplied: false,
      timeout: () => new ContextLostError(),
    });
    // A transaction that cannot be reached is rolled back by the server.
    await ended.catch(() => {});
    this.#drop('rolledBack');
    return { ...noCost, roundTrips: 1 };
  }

  async close(): Promise<void> {
    await this.rollback();
  }

  async #send(begun: OpenTransaction, limits: CallLimits): Promise<void> {
    try {
      await commit(begun, limits);
    } catch (error) {
      // Other failures are the server's word that nothing is kept.
      if (isConnectionLost(error)) this.#mayBeCommitted = true;
      throw error;
    }
  }

  #lost(cause: unknown): ContextLostError {
    return new ContextLostError({ cause, mayBeApplied: this.#mayBeCommitted });
  }

  /** Repeats after failures that pass, as long as repeating can give the same answers. */
  async #persist<Value>(
    open: OpenDriver,
    { meter, signal }: CallLimits & { readonly meter: Meter },
    work: () => Promise<Value>,
  ): Promise<Value> {
    const attempt = async (): Promise<Value> => {
      try {
        return await work();
      } catch (error) {
        // Whatever failed, the server has ended the transaction.
        this.#drop('failed');
        if (isRetryable(error) && this.#hasAnsweredReads) throw this.#lost(error);
        throw error;
      }
    };
    try {
      const { value, attempts } = await withRetry(attempt, { signal, mayBeApplied: true, open });
      meter.add({ retries: attempts - 1 });
      return value;
    } catch (error) {
      if (this.#mayBeCommitted && isRetryable(error)) throw this.#lost(error);
      throw translateError(error, { ...open, timeoutMs: batchTimeoutMs });
    }
  }

  /** The open transaction; a new one repeats first what was written in the one before. */
  async #transaction(
    open: OpenDriver,
    { meter, ...limits }: CallLimits & { readonly meter: Meter },
  ): Promise<OpenTransaction> {
    if (this.#begun !== undefined) return this.#begun;
    if (this.#hasAnsweredReads) throw new ContextLostError();
    const options = { access: 'write', timeoutMs: batchTimeoutMs } as const;
    const begun = await beginTransaction(open, options, limits);
    this.#begun = begun;
    this.#mark = { since: performance.now() };
    open.openBatches.add(this.#mark);
    meter.add({ sessions: 1, transactions: 1, roundTrips: 1 });
    if (this.#answered.length > 0) await this.#repeat(begun, { ...limits, meter });
    return begun;
  }

  async #repeat(
    begun: OpenTransaction,
    { meter, ...limits }: CallLimits & { readonly meter: Meter },
  ): Promise<void> {
    const calls = this.#answered.map(({ call }) => call);
    meter.add({ statements: calls.length });
    const answers = await sendTogether(begun, calls, limits);
    const agrees = this.#answered.every(({ call, rows }, index) =>
      isSameAnswer(call, rows, answers[index] ?? []),
    );
    if (agrees) return;
    throw this.#mayBeCommitted ? this.#lost(undefined) : new ContextChangedError();
  }

  #remember(call: StatementCall, rows: readonly Row[]): void {
    if (call.statement.access === 'write') this.#answered.push({ call, rows });
    else this.#hasAnsweredReads = true;
  }

  #drop(outcome: TransactionOutcome): void {
    this.#begun?.open.openBatches.delete(this.#mark);
    this.#begun?.ended(outcome);
    this.#begun?.giveBack();
    this.#begun = undefined;
  }
}

/** Other writers add to what is counted: a count is no part of what the batch decided. */
const withoutTallies = ({ tallies: _tallies, ...row }: Row): Row => row;

/** A removal that finds nothing any more has been committed before: that is agreement as well. */
function isSameAnswer(call: StatementCall, before: readonly Row[], now: readonly Row[]): boolean {
  if (isDeepStrictEqual(before.map(withoutTallies), now.map(withoutTallies))) return true;
  const removed = now[0]?.['nodes'];
  return (
    isRemoval(call) && (removed === undefined || (Array.isArray(removed) && removed.length === 0))
  );
}
