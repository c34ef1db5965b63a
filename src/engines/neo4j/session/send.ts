import type { Record as DriverRecord, Session, Transaction } from 'neo4j-driver';

import type { CallLimits } from '../../../engine/engine.ts';
import type { TransactionOutcome } from '../../../engine/metrics.ts';
import { type Row, type StatementCall, statementTimeoutMs } from '../statement-runner.ts';
import { decode } from './decode.ts';
import { encodeParameters } from './encode.ts';
import type { OpenDriver } from './open-driver.ts';
import { silenceOf } from './silence.ts';
import { waitFor } from './wait-for.ts';

/** What every transaction of ours carries, so that an operator can tell them apart. */
export const transactionMetadata = { app: 'memos-graph' };

/** How long a transaction of several statements may take at the server, in milliseconds. */
export const togetherTimeoutMs = 120_000;

/** How much later than the server's own limit an answer is given up: then nobody answers at all. */
const graceMs = 5000;

export interface SessionOptions {
  readonly access: 'read' | 'write';
  readonly bookmarks?: readonly string[];
}

/** A driver session; opening one sends nothing. Every answer is fetched whole, in one round trip. */
export function openSession(open: OpenDriver, { access, bookmarks }: SessionOptions): Session {
  return open.driver.session({
    database: open.database,
    defaultAccessMode: access === 'read' || open.readOnly ? 'READ' : 'WRITE',
    fetchSize: -1,
    ...(bookmarks === undefined ? {} : { bookmarks: [...bookmarks] }),
  });
}

/** Gives a session up without waiting: its close may wait for a server that does not answer any more. */
export function abandon(session: Session): void {
  session.close().catch(() => {});
}

/** Sends one statement as a transaction of its own; the session is given up when the wait for it ends early. */
export async function sendAutoCommit(
  { open, session }: { readonly open: OpenDriver; readonly session: Session },
  call: StatementCall,
  limits: CallLimits,
): Promise<readonly Row[]> {
  const { statement, parameters, timeoutMs = statementTimeoutMs } = call;
  const encoded = { p: encodeParameters(open.values, parameters) };
  const answer = async (): Promise<readonly Row[]> => {
    const config = { timeout: timeoutMs, metadata: transactionMetadata };
    const { records } = await session.run(statement.text, encoded, config);
    return toRows(open, records);
  };
  const giveBack = await open.gate.acquire(limits);
  const answering = answer();
  // Given up is not given back: the connection is free when the driver is done with it.
  answering.then(giveBack, giveBack);
  try {
    const rows = await waitFor(answering, waitOptions({ open, session }, [call], limits));
    open.metrics.ended('committed');
    return rows;
  } catch (error) {
    open.metrics.ended('failed');
    throw error;
  }
}

/** Sends statements into a transaction, all at once, and waits for the answers together. */
export async function sendTogether(
  { open, session, transaction }: OpenTransaction,
  calls: readonly StatementCall[],
  limits: CallLimits,
): Promise<readonly (readonly Row[])[]> {
  const answers = Promise.all(
    calls.map(async ({ statement, parameters }) => {
      const encoded = { p: encodeParameters(open.values, parameters) };
      const { records } = await transaction.run(statement.text, encoded);
      return toRows(open, records);
    }),
  );
  return waitFor(answers, waitOptions({ open, session }, calls, limits));
}

/** A driver that somebody has closed refuses at once; the connection was then not needed. */
function begin(
  session: Session,
  timeoutMs: number,
  free: () => void,
): OpenTransaction['transaction'] {
  try {
    return session.beginTransaction({ timeout: timeoutMs, metadata: transactionMetadata });
  } catch (error) {
    free();
    throw error;
  }
}

export interface OpenTransaction {
  readonly open: OpenDriver;
  readonly session: Session;
  readonly transaction: Pick<Transaction, 'run' | 'commit' | 'rollback'>;
  /** Counts how it ended; only the first word is counted. */
  readonly ended: (outcome: TransactionOutcome) => void;
  /** Closes the session without waiting; the connection is free when the driver is done with it. */
  readonly giveBack: () => void;
}

/** Begins a transaction without waiting for it: BEGIN travels with the first statement. */
export async function beginTransaction(
  open: OpenDriver,
  options: SessionOptions & { readonly timeoutMs: number },
  limits: CallLimits,
): Promise<OpenTransaction> {
  const session = openSession(open, options);
  const free = await open.gate.acquire(limits);
  const transaction = begin(session, options.timeoutMs, free);
  let outcome: TransactionOutcome | undefined;
  return {
    open,
    session,
    transaction,
    ended(given) {
      if (outcome === undefined) open.metrics.ended(given);
      outcome ??= given;
    },
    giveBack() {
      session.close().then(free, free);
    },
  };
}

/** Commits, waiting no longer than for a statement. */
export async function commit(
  { open, session, transaction, ended }: OpenTransaction,
  limits: CallLimits,
): Promise<void> {
  const place = { open, session };
  const wait = waitOptions(place, [], limits);
  await waitFor(transaction.commit(), {
    ...wait,
    mayBeApplied: true,
    timeout: () => silenceOf(open, { limitMs: wait.limitMs, mayBeApplied: true }),
  });
  ended('committed');
}

/** Keeps nothing of a transaction. */
export async function rollBack({ transaction, ended }: OpenTransaction): Promise<void> {
  ended('rolledBack');
  await transaction.rollback();
}

function toRows(open: OpenDriver, records: readonly DriverRecord[]): readonly Row[] {
  return records.map((record) =>
    Object.fromEntries(record.keys.map((key) => [key, decode(open.values, record.get(key))])),
  );
}

function waitOptions(
  { open, session }: { readonly open: OpenDriver; readonly session: Session },
  calls: readonly StatementCall[],
  { signal }: CallLimits,
) {
  const longestMs = calls.map(({ timeoutMs = statementTimeoutMs }) => timeoutMs);
  // Statements that travel together are carried out one after another.
  const togetherMs = Math.min(togetherTimeoutMs, calls.length * statementTimeoutMs);
  const limitMs = Math.max(statementTimeoutMs, togetherMs, ...longestMs) + graceMs;
  const mayBeApplied = calls.some(({ statement }) => statement.access === 'write');
  return {
    signal,
    limitMs,
    giveUp: () => abandon(session),
    mayBeApplied,
    timeout: () => silenceOf(open, { limitMs, mayBeApplied }),
  };
}
