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
import { readShapes } from './reads/read-shapes.ts';
import { removeNodes } from './removal/remove-nodes.ts';
import { applyInSteps } from './write/apply-in-steps.ts';
import { type Lease, type Made, onlyReported } from './writer.ts';

interface BatchHost {
  /** Waits for the writer connection and begins its transaction. */
  lend(limits: CallLimits): Promise<Lease>;
  /** Turns an error of SQLite into one of ours. */
  explain(error: unknown): unknown;
  /** Called once, when the session has ended. */
  ended(session: BatchSession, hasRemoved: boolean): Promise<void>;
}

/** A session whose work is one transaction, which owns the writer connection from its first call to its end. */
export class BatchSession implements EngineSession {
  readonly #host: BatchHost;
  #lease: Promise<Lease> | undefined;
  #failure: { readonly cause: unknown } | undefined;
  #unpaid = noCost;
  #hasRemoved = false;
  #isEnded = false;

  constructor(host: BatchHost) {
    this.#host = host;
  }

  async write(
    changeSets: readonly ChangeSet[],
    limits: WriteLimits,
  ): Promise<Costed<readonly Outcome[]>> {
    const value = await this.#run('write', limits, (connection) =>
      applyInSteps(connection, changeSets, limits.atomic),
    );
    return { value, receipt: this.#spent(changeSets.length) };
  }

  async remove(removal: Removal, limits: CallLimits): Promise<Costed<RemovalReport>> {
    const value = await this.#run('remove', limits, (connection) =>
      removal.dryRun
        ? onlyReported(removeNodes(connection, removal))
        : { value: removeNodes(connection, removal), keep: true },
    );
    if (!removal.dryRun) this.#hasRemoved = true;
    return { value, receipt: this.#spent(1) };
  }

  async read<Shape extends keyof Reads>(
    shape: Shape,
    input: Reads[Shape]['input'],
    limits: CallLimits,
  ): Promise<Costed<Reads[Shape]['output']>> {
    const value = await this.#run('read', limits, (connection) => ({
      value: readShapes[shape](connection, input),
      keep: true,
    }));
    return { value, receipt: this.#spent(1) };
  }

  async commit(limits: CallLimits): Promise<Receipt> {
    this.#refuseEnded('commit');
    if (limits.signal?.aborted === true)
      throw new AbortedError(false, { cause: limits.signal.reason });
    const failure = this.#failure;
    if (failure !== undefined) {
      await this.#end((ending) => ending.rollback());
      throw new ContextFailedError('commit', failure.cause);
    }
    await this.#end((ending) => ending.commit());
    return noCost;
  }

  async rollback(): Promise<Receipt> {
    await this.#end((lease) => lease.rollback());
    return noCost;
  }

  async close(): Promise<void> {
    await this.#end((lease) => lease.rollback());
  }

  /** The first call pays for the session and the transaction. */
  #spent(statements: number): Receipt {
    const { sessions, transactions, retries } = this.#unpaid;
    this.#unpaid = noCost;
    return receiptOf({ sessions, transactions, retries, statements });
  }

  /** Runs one call between two savepoints; what SQLite itself refuses fails the whole batch. */
  async #run<Value>(
    action: string,
    { signal }: CallLimits,
    work: (connection: Connection) => Made<Value> | Promise<Made<Value>>,
  ): Promise<Value> {
    this.#refuseEnded(action);
    if (this.#failure !== undefined) throw new ContextFailedError(action, this.#failure.cause);
    if (signal?.aborted === true) throw new AbortedError(false, { cause: signal.reason });
    const { connection } = await this.#lent(signal);
    // It may have been closed while this call waited for the connection.
    this.#refuseEnded(action);
    try {
      connection.run('SAVEPOINT step');
      const { value, keep } = await work(connection);
      if (!keep) connection.run('ROLLBACK TO step');
      connection.run('RELEASE step');
      return value;
    } catch (error) {
      const cause = this.#host.explain(error);
      this.#failure = { cause };
      throw cause;
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

  async #end(finish: (lease: Lease) => void): Promise<void> {
    if (this.#isEnded) return;
    this.#isEnded = true;
    try {
      const lease = await this.#lease?.catch(() => undefined);
      if (lease !== undefined) finish(lease);
    } catch (error) {
      this.#hasRemoved = false;
      throw this.#host.explain(error);
    } finally {
      await this.#host.ended(this, this.#hasRemoved);
    }
  }

  #refuseEnded(action: string): void {
    if (this.#isEnded) throw new ContextClosedError(action);
  }
}
