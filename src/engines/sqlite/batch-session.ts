import type { CallLimits, Costed, EngineSession, WriteLimits } from '../../engine/engine.ts';
import type { Reads } from '../../engine/reads.ts';
import type { Removal, RemovalReport } from '../../engine/removal.ts';
import {
  AbortedError,
  ContextClosedError,
  ContextFailedError,
} from '../../errors/session-errors.ts';
import type { ChangeSet, Outcome } from '../../model/change-set.ts';
import { noCost, type Receipt } from '../../model/receipt.ts';
import type { Connection } from './connection.ts';
import { receiptOf } from './cost.ts';
import { runInSlices, type Sliced } from './in-slices.ts';
import { abortedBy } from './on-abort.ts';
import { readShapes } from './reads/read-shapes.ts';
import { reportRemoval } from './removal/plan-removal.ts';
import { removeNodes } from './removal/remove-nodes.ts';
import { unlessAborted } from './unless-aborted.ts';
import { applyInSlices } from './write/apply-in-slices.ts';
import type { Lease, Made } from './writer.ts';

interface BatchHost {
  /** Waits for the writer connection and begins its transaction. */
  lend(limits: CallLimits): Promise<Lease>;
  /** Counts what a call cost. */
  spent(receipt: Receipt): void;
  /** Turns an error of SQLite into one of ours. */
  explain(error: unknown): unknown;
  /** Called once, when the session has ended; with the limits of that call when something was removed for good. */
  ended(session: BatchSession, removed: CallLimits | undefined): Promise<void>;
}

/** A session whose work is one transaction, which owns the writer connection from its first call to its end. */
export class BatchSession implements EngineSession {
  readonly #host: BatchHost;
  #lease: Promise<Lease> | undefined;
  #failure: { readonly cause: unknown } | undefined;
  #unpaid = noCost;
  #hasRemoved = false;
  /** Settles when no call is running any more. */
  #running: Promise<unknown> = Promise.resolve();
  #isEnded = false;
  /** Why a running call is stopped, when the session does not end by itself. */
  #endedBy: Error | undefined;

  constructor(host: BatchHost) {
    this.#host = host;
  }

  async write(
    changeSets: readonly ChangeSet[],
    limits: WriteLimits,
  ): Promise<Costed<readonly Outcome[]>> {
    const value = await this.#run('write', limits, (connection) =>
      applyInSlices(connection, changeSets, limits.atomic),
    );
    return { value, receipt: this.#spent(changeSets.length) };
  }

  async remove(removal: Removal, limits: CallLimits): Promise<Costed<RemovalReport>> {
    const value = await this.#run('remove', limits, (connection) =>
      removal.dryRun ? kept(reportRemoval(connection, removal)) : removeNodes(connection, removal),
    );
    if (!removal.dryRun) this.#hasRemoved = true;
    return { value, receipt: this.#spent(1) };
  }

  async read<Shape extends keyof Reads>(
    shape: Shape,
    input: Reads[Shape]['input'],
    limits: CallLimits,
  ): Promise<Costed<Reads[Shape]['output']>> {
    const value = await this.#run('read', limits, (connection) =>
      kept(readShapes[shape](connection, input)),
    );
    return { value, receipt: this.#spent(1) };
  }

  async commit(limits: CallLimits): Promise<Receipt> {
    this.#refuseEnded('commit');
    const aborted = abortedBy(limits.signal);
    if (aborted !== undefined) throw aborted;
    await this.#running;
    this.#refuseEnded('commit');
    const failure = this.#failure;
    if (failure !== undefined) {
      await this.#end((ending) => ending.rollback());
      throw new ContextFailedError('commit', failure.cause);
    }
    await this.#end((ending) => ending.commit(), limits);
    return noCost;
  }

  async rollback(): Promise<Receipt> {
    await this.#end((lease) => lease.rollback());
    return noCost;
  }

  async close(reason?: Error): Promise<void> {
    this.#endedBy ??= reason;
    await this.#end((lease) => lease.rollback());
  }

  /** The first call pays for the session and the transaction. */
  #spent(statements: number): Receipt {
    const { sessions, transactions, retries } = this.#unpaid;
    this.#unpaid = noCost;
    const receipt = receiptOf({ sessions, transactions, retries, statements });
    this.#host.spent(receipt);
    return receipt;
  }

  #run<Value>(action: string, limits: CallLimits, work: Work<Value>): Promise<Value> {
    // One step after another: their savepoints must not cross.
    const before = unlessAborted(this.#running, limits.signal);
    const call = before.then(() => this.#runOne(action, limits, work));
    this.#running = Promise.allSettled([this.#running, call]);
    return call;
  }

  async #runOne<Value>(action: string, { signal }: CallLimits, work: Work<Value>): Promise<Value> {
    this.#refuseEnded(action);
    if (this.#failure !== undefined) throw new ContextFailedError(action, this.#failure.cause);
    const aborted = abortedBy(signal);
    if (aborted !== undefined) throw aborted;
    const { connection } = await this.#lent(signal);
    // It may have been closed while this call waited for the connection.
    this.#refuseEnded(action);
    return this.#step(connection, work, () =>
      this.#isEnded ? (this.#endedBy ?? new ContextClosedError(action)) : abortedBy(signal),
    );
  }

  /** Runs work between two savepoints; what SQLite itself refuses fails the whole batch, what is stopped is undone. */
  async #step<Value>(
    connection: Connection,
    work: Work<Value>,
    stopped: () => Error | undefined,
  ): Promise<Value> {
    try {
      connection.run('SAVEPOINT step');
      const { value, keep } = await runInSlices(work(connection), stopped);
      if (!keep) connection.run('ROLLBACK TO step');
      connection.run('RELEASE step');
      return value;
    } catch (error) {
      if (error instanceof AbortedError) undoStep(connection);
      else this.#failure = { cause: this.#host.explain(error) };
      throw this.#host.explain(error);
    }
  }

  async #lent(signal: AbortSignal | undefined): Promise<Lease> {
    if (this.#lease !== undefined) return this.#lease;
    this.#lease = this.#host.lend(signal === undefined ? {} : { signal });
    try {
      const lease = await this.#lease;
      this.#unpaid = receiptOf({ statements: 0, retries: lease.retries });
      return lease;
    } catch (error) {
      // Nothing was begun, so the next call may try again.
      this.#lease = undefined;
      throw error;
    }
  }

  async #end(finish: (lease: Lease) => void, limits: CallLimits = {}): Promise<void> {
    if (this.#isEnded) return;
    this.#isEnded = true;
    try {
      const lease = await this.#lease?.catch(() => undefined);
      // A running call stops at its next slice; until then the connection is not given back.
      await this.#running;
      if (lease !== undefined) finish(lease);
    } catch (error) {
      this.#hasRemoved = false;
      throw this.#host.explain(error);
    } finally {
      await this.#host.ended(this, this.#hasRemoved ? limits : undefined);
    }
  }

  #refuseEnded(action: string): void {
    if (this.#isEnded) throw new ContextClosedError(action);
  }
}

type Work<Value> = (connection: Connection) => Sliced<Made<Value>>;

function* kept<Value>(work: Sliced<Value>): Sliced<Made<Value>> {
  return { value: yield* work, keep: true };
}

function undoStep(connection: Connection): void {
  connection.run('ROLLBACK TO step');
  connection.run('RELEASE step');
}
