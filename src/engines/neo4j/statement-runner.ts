import type { CallLimits } from '../../engine/engine.ts';
import type { Receipt } from '../../model/receipt.ts';
import type { ParameterMap } from './parameter.ts';
import type { Statement } from './statements/statement.ts';

/** A statement with what it is given. */
export interface StatementCall {
  readonly statement: Statement;
  readonly parameters: ParameterMap;
  /** After this the server ends it. @default 10_000 */
  readonly timeoutMs?: number;
  /** True: a lock that another transaction holds is told at once, since the caller has something better to do than to wait again. */
  readonly yieldsToLocks?: boolean;
}

export type Row = Readonly<Record<string, unknown>>;

export interface StatementAnswer {
  readonly rows: readonly Row[];
  readonly receipt: Receipt;
}

export interface TogetherAnswer {
  /** The rows of each statement, in order. */
  readonly answers: readonly (readonly Row[])[];
  readonly receipt: Receipt;
}

export interface SendLimits extends CallLimits {
  /** Whatever fails is not sent again after this, by `performance.now()`. Default: as long as retries go on. */
  readonly sendAgainUntil?: number;
}

/** Where statements run: each in a transaction of its own, chained in one session, or all in one transaction. */
export interface StatementRunner {
  run(call: StatementCall, limits: SendLimits): Promise<StatementAnswer>;
  /** Runs several statements in one transaction, sent at once, and keeps them only if `accept` says so. */
  runTogether(
    calls: readonly StatementCall[],
    accept: (answers: TogetherAnswer['answers']) => boolean,
    limits: CallLimits,
  ): Promise<TogetherAnswer>;
}

/** How long the server may work on an ordinary statement, in milliseconds. */
export const statementTimeoutMs = 10_000;
