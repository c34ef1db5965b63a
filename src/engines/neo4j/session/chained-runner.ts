import type { Session } from 'neo4j-driver';

import type { CallLimits } from '../../../engine/engine.ts';
import { noCost, type Receipt } from '../../../model/receipt.ts';
import type { Row, StatementAnswer, StatementCall, TogetherAnswer } from '../statement-runner.ts';
import { isRetryable } from './driver-error.ts';
import { Meter } from './meter.ts';
import type { OpenDriver } from './open-driver.ts';
import { type Connect, OutsideRunner } from './outside-runner.ts';
import { mayRepeat, removalLost } from './removal-retry.ts';
import { withRetry } from './retry.ts';
import { abandon, openSession, sendAutoCommit } from './send.ts';
import type { SessionRunner } from './session-runner.ts';
import { translateError } from './translate-error.ts';
import { refuseWhenAborted } from './wait-for.ts';

/** A driver session keeps every result it ever gave, even after its close: it is replaced after this many statements. */
const statementsPerSession = 1000;

/** Runs statements one after another in one driver session; each sees what the former wrote, on a cluster too. */
export class ChainedRunner implements SessionRunner {
  readonly isOneTransaction = false;
  readonly #connect: Connect;
  #session: Session | undefined;
  #bookmarks: readonly string[] = [];
  #statements = 0;

  constructor(connect: Connect) {
    this.#connect = connect;
  }

  async run(call: StatementCall, limits: CallLimits): Promise<StatementAnswer> {
    refuseWhenAborted(limits.signal);
    const open = await this.#connect(limits);
    const meter = new Meter(open.metrics);
    const attempt = (): Promise<readonly Row[]> => this.#attempt(open, call, { ...limits, meter });
    try {
      const { value: rows, attempts } = await withRetry(attempt, {
        signal: limits.signal,
        mayRetry: mayRepeat(call, isRetryable),
        mayBeApplied: call.statement.access === 'write',
        open,
      });
      meter.add({ retries: attempts - 1 });
      return { rows, receipt: meter.receipt };
    } catch (error) {
      throw translateError(removalLost(call, error, open.address), { ...open, ...call });
    }
  }

  /** A transaction in a session of its own, which begins after what this one wrote. */
  async runTogether(
    calls: readonly StatementCall[],
    accept: (answers: TogetherAnswer['answers']) => boolean,
    limits: CallLimits,
  ): Promise<TogetherAnswer> {
    const runner = new OutsideRunner(this.#connect, {
      chain: {
        before: () => this.#bookmarks,
        after: (bookmarks) => {
          this.#bookmarks = bookmarks;
          this.#drop();
        },
      },
    });
    return runner.runTogether(calls, accept, limits);
  }

  commit(): Promise<Receipt> {
    return Promise.resolve(noCost);
  }

  rollback(): Promise<Receipt> {
    return Promise.resolve(noCost);
  }

  async close(): Promise<void> {
    this.#drop();
  }

  async #attempt(
    open: OpenDriver,
    call: StatementCall,
    { meter, ...limits }: CallLimits & { readonly meter: Meter },
  ): Promise<readonly Row[]> {
    const session = this.#take(open, meter);
    meter.add({ transactions: 1, statements: 1, roundTrips: 1 });
    try {
      const rows = await sendAutoCommit({ open, session }, call, limits);
      this.#bookmarks = session.lastBookmarks();
      return rows;
    } catch (error) {
      // It may have been given up in the middle of an answer; the next one goes on from the same bookmarks.
      this.#drop();
      throw error;
    }
  }

  #take(open: OpenDriver, meter: Meter): Session {
    if (this.#statements >= statementsPerSession) this.#drop();
    if (this.#session === undefined) {
      this.#session = openSession(open, { access: 'write', bookmarks: this.#bookmarks });
      meter.add({ sessions: 1 });
    }
    this.#statements += 1;
    return this.#session;
  }

  #drop(): void {
    if (this.#session !== undefined) abandon(this.#session);
    this.#session = undefined;
    this.#statements = 0;
  }
}
