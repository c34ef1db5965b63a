import type { CallLimits } from '../../../engine/engine.ts';
import type {
  Row,
  SendLimits,
  StatementAnswer,
  StatementCall,
  StatementRunner,
  TogetherAnswer,
} from '../statement-runner.ts';
import { isRetryable } from './driver-error.ts';
import { Meter } from './meter.ts';
import type { OpenDriver } from './open-driver.ts';
import { mayRepeat, removalLost } from './removal-retry.ts';
import { withRetry } from './retry.ts';
import {
  abandon,
  beginTransaction,
  commit,
  openSession,
  rollBack,
  sendAutoCommit,
  sendTogether,
  togetherTimeoutMs,
} from './send.ts';
import { translateError } from './translate-error.ts';
import { refuseWhenAborted } from './wait-for.ts';

export type Connect = (limits: CallLimits) => Promise<OpenDriver>;

/** What a transaction has to come after, and who is told what has to come after it. */
export interface Chain {
  before(): readonly string[];
  after(bookmarks: readonly string[]): void;
}

export interface OutsideOptions {
  readonly chain?: Chain;
  /** Which failures pass when the statement is sent again. */
  readonly mayRetry?: (error: unknown) => boolean;
}

/** Runs each statement in a session and a transaction of its own: one round trip. */
export class OutsideRunner implements StatementRunner {
  readonly #connect: Connect;
  readonly #chain: Chain | undefined;
  readonly #mayRetry: (error: unknown) => boolean;

  constructor(connect: Connect, { chain, mayRetry = isRetryable }: OutsideOptions = {}) {
    this.#connect = connect;
    this.#chain = chain;
    this.#mayRetry = mayRetry;
  }

  async run(call: StatementCall, limits: SendLimits): Promise<StatementAnswer> {
    refuseWhenAborted(limits.signal);
    const open = await this.#connect(limits);
    const meter = new Meter(open.metrics);
    const attempt = (): Promise<readonly Row[]> => runOnce(open, call, { ...limits, meter });
    try {
      const { value: rows, attempts } = await withRetry(attempt, {
        signal: limits.signal,
        until: limits.sendAgainUntil,
        mayRetry: mayRepeat(call, this.#mayRetry),
        mayBeApplied: call.statement.access === 'write',
        open,
      });
      meter.add({ retries: attempts - 1 });
      return { rows, receipt: meter.receipt };
    } catch (error) {
      throw translateError(removalLost(call, error, open.address), placeOf(open, call));
    }
  }

  async runTogether(
    calls: readonly StatementCall[],
    accept: (answers: TogetherAnswer['answers']) => boolean,
    limits: CallLimits,
  ): Promise<TogetherAnswer> {
    refuseWhenAborted(limits.signal);
    const open = await this.#connect(limits);
    const meter = new Meter(open.metrics);
    try {
      const { value: answers, attempts } = await withRetry(
        () => runTransaction(open, { calls, accept, chain: this.#chain }, { ...limits, meter }),
        { signal: limits.signal, mayRetry: this.#mayRetry, mayBeApplied: true, open },
      );
      meter.add({ retries: attempts - 1 });
      return { answers, receipt: meter.receipt };
    } catch (error) {
      throw translateError(error, { ...open, timeoutMs: togetherTimeoutMs });
    }
  }
}

interface MeteredLimits extends CallLimits {
  readonly meter: Meter;
}

async function runOnce(
  open: OpenDriver,
  call: StatementCall,
  limits: MeteredLimits,
): Promise<readonly Row[]> {
  const session = openSession(open, { access: call.statement.access });
  limits.meter.add({ sessions: 1, transactions: 1, statements: 1, roundTrips: 1 });
  try {
    return await sendAutoCommit({ open, session }, call, limits);
  } finally {
    abandon(session);
  }
}

interface Together {
  readonly calls: readonly StatementCall[];
  readonly accept: (answers: TogetherAnswer['answers']) => boolean;
  readonly chain: Chain | undefined;
}

async function runTransaction(
  open: OpenDriver,
  { calls, accept, chain }: Together,
  limits: MeteredLimits,
): Promise<TogetherAnswer['answers']> {
  const begun = await beginTransaction(
    open,
    { access: 'write', timeoutMs: togetherTimeoutMs, bookmarks: chain?.before() ?? [] },
    limits,
  );
  limits.meter.add({ sessions: 1, transactions: 1, statements: calls.length, roundTrips: 2 });
  try {
    const patient = calls.map((call) => ({ ...call, timeoutMs: togetherTimeoutMs }));
    const answers = await sendTogether(begun, patient, limits);
    await (accept(answers) ? commit(begun, limits) : rollBack(begun));
    chain?.after(begun.session.lastBookmarks());
    return answers;
  } catch (error) {
    begun.ended('failed');
    throw error;
  } finally {
    begun.giveBack();
  }
}

function placeOf(open: OpenDriver, { timeoutMs }: StatementCall) {
  const { address, database } = open;
  return { address, database, ...(timeoutMs === undefined ? {} : { timeoutMs }) };
}
