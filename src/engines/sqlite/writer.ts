import type { MetricsRecorder } from '../../engine/metrics.ts';
import type { Connection } from './connection.ts';
import { isBusy } from './sqlite-failure.ts';
import { pause } from './wait-while-busy.ts';
import { type Waiter, WaitingLine } from './waiting-line.ts';

/** How many change sets share a transaction at most. */
export const groupWeight = 500;

const otherProcess = 'Another process';

/** What work made, and whether it is to be kept. */
export interface Made<Value> {
  readonly value: Value;
  readonly keep: boolean;
}

/** A value with what writing it cost. */
export interface Shared<Value> {
  readonly value: Value;
  readonly sharedBy: number;
  readonly retries: number;
}

export interface WriteWork<Value> {
  readonly weight: number;
  readonly signal?: AbortSignal | undefined;
  /** Runs inside the transaction, at once and to its end. */
  readonly work: (connection: Connection) => Made<Value>;
}

/** The writer connection, lent with an open transaction until `commit` or `rollback`. */
export interface Lease {
  readonly connection: Connection;
  readonly retries: number;
  /** Ends the transaction and gives the connection back, whether or not the commit succeeds. */
  commit(): void;
  rollback(): void;
}

interface SharedWaiter extends Waiter {
  readonly kind: 'shared';
  /** By `performance.now()`. */
  readonly enteredAt: number;
  /** Runs the work; answers what to call after the commit. */
  readonly start: (connection: Connection) => Made<Finish>;
}

type Finish = (cost: { readonly sharedBy: number; readonly retries: number }) => void;

interface AloneWaiter extends Waiter {
  readonly kind: 'alone';
  readonly holder: string;
  readonly grant: (retries: number, giveBack: () => void) => void;
}

interface WriterOptions {
  readonly busyTimeoutMs: number;
  readonly metrics: MetricsRecorder;
}

/** The one connection that writes: what arrives in one turn of the event loop shares a transaction and its sync. */
export class Writer {
  readonly #connection: Connection;
  readonly #metrics: MetricsRecorder;
  readonly #line: WaitingLine<SharedWaiter | AloneWaiter>;
  #running: Promise<void> | undefined;
  #holder: string | undefined;
  #expiry: NodeJS.Timeout | undefined;

  constructor(connection: Connection, { busyTimeoutMs, metrics }: WriterOptions) {
    this.#connection = connection;
    this.#metrics = metrics;
    this.#line = new WaitingLine(busyTimeoutMs);
  }

  /** True while a transaction is open between two turns of the event loop. */
  get isLent(): boolean {
    return this.#holder !== undefined;
  }

  /** Runs work in a transaction that others may share; a failure of one harms no other. */
  share<Value>({ weight, signal, work }: WriteWork<Value>): Promise<Shared<Value>> {
    return new Promise((resolve, reject) => {
      const start = (connection: Connection): Made<Finish> => {
        const { value, keep } = work(connection);
        return { keep, value: (cost) => resolve({ value, ...cost }) };
      };
      this.#enter({ kind: 'shared', enteredAt: performance.now(), weight, signal, reject, start });
    });
  }

  /** Lends the connection to one user alone; `holder` says to others who it is. */
  lend(holder: string, signal: AbortSignal | undefined): Promise<Lease> {
    return new Promise((resolve, reject) => {
      const grant = (retries: number, giveBack: () => void): void =>
        resolve(this.#lease(retries, giveBack));
      this.#enter({ kind: 'alone', weight: 0, signal, reject, holder, grant });
    });
  }

  /** How many calls wait. */
  get waiting(): number {
    return this.#line.length;
  }

  /** Resolves when one more call may wait. */
  room(): Promise<void> {
    return this.#line.room();
  }

  /** Resolves when nobody writes or waits any more. */
  async idle(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  #enter(waiter: SharedWaiter | AloneWaiter): void {
    this.#line.add(waiter);
    if (this.isLent) this.#watchExpiry();
    this.#running ??= this.#run();
  }

  async #run(): Promise<void> {
    while (this.#line.length > 0) {
      // The rest of this turn of the event loop may bring more to share the transaction with, and others want their turn.
      await new Promise(setImmediate);
      const retries = await this.#begin();
      if (retries !== undefined) await this.#serve(retries);
    }
    this.#running = undefined;
  }

  /** Begins a transaction for whoever is first by then; undefined when everyone has left meanwhile. */
  async #begin(): Promise<number | undefined> {
    for (let retries = 0; this.#line.length > 0; retries += 1) {
      try {
        this.#connection.run('BEGIN IMMEDIATE');
        return retries;
      } catch (error) {
        if (isBusy(error)) this.#line.expire(otherProcess, error);
        else for (const waiter of this.#line.takeGroup(groupWeight)) waiter.reject(error);
      }
      await pause();
    }
    return undefined;
  }

  async #serve(retries: number): Promise<void> {
    const group = this.#line.takeGroup(groupWeight);
    const [first] = group;
    if (first?.kind === 'alone') await this.#lendTo(first, retries);
    else
      this.#writeTogether(
        group.filter((waiter) => waiter.kind === 'shared'),
        retries,
      );
  }

  #writeTogether(group: readonly SharedWaiter[], retries: number): void {
    try {
      const [only] = group;
      const finishes =
        group.length === 1 && only !== undefined ? this.#writeOnly(only) : this.#writeEach(group);
      this.#count(group, retries);
      for (const finish of finishes) finish({ sharedBy: group.length, retries });
    } catch (error) {
      // The transaction itself failed, as on a full disk: nothing of anyone is kept.
      this.#connection.rollback();
      this.#metrics.ended('failed');
      for (const waiter of group) waiter.reject(error);
    }
  }

  /** Alone in its transaction a call needs no savepoint. */
  #writeOnly(waiter: SharedWaiter): readonly Finish[] {
    const { value: finish, keep } = waiter.start(this.#connection);
    this.#connection.run(keep ? 'COMMIT' : 'ROLLBACK');
    this.#metrics.ended(keep ? 'committed' : 'rolledBack');
    return [finish];
  }

  #writeEach(group: readonly SharedWaiter[]): readonly Finish[] {
    const finishes = group.flatMap((waiter) => this.#writeOne(waiter));
    this.#connection.run('COMMIT');
    this.#metrics.ended('committed');
    return finishes;
  }

  #count(group: readonly SharedWaiter[], retries: number): void {
    const now = performance.now();
    this.#metrics.grouped({
      calls: group.length,
      units: group.reduce((sum, { weight }) => sum + weight, 0),
      waitedMs: group.map(({ enteredAt }) => now - enteredAt),
    });
    for (let retry = 0; retry < retries; retry += 1) this.#metrics.retried('SQLITE_BUSY');
  }

  #writeOne(waiter: SharedWaiter): readonly Finish[] {
    this.#connection.run('SAVEPOINT one');
    try {
      const { value: finish, keep } = waiter.start(this.#connection);
      if (!keep) this.#connection.run('ROLLBACK TO one');
      this.#connection.run('RELEASE one');
      return [finish];
    } catch (error) {
      this.#undoOne(error);
      waiter.reject(error);
      return [];
    }
  }

  /** Throws the failure itself when it has ended the whole transaction. */
  #undoOne(failure: unknown): void {
    try {
      this.#connection.run('ROLLBACK TO one');
      this.#connection.run('RELEASE one');
    } catch {
      throw failure;
    }
  }

  async #lendTo({ holder, grant }: AloneWaiter, retries: number): Promise<void> {
    this.#holder = holder;
    this.#watchExpiry();
    await new Promise<void>((resolve) => {
      grant(retries, resolve);
    });
    this.#holder = undefined;
    clearTimeout(this.#expiry);
    this.#expiry = undefined;
  }

  #lease(retries: number, giveBack: () => void): Lease {
    const connection = this.#connection;
    const metrics = this.#metrics;
    return {
      connection,
      retries,
      commit: () => {
        try {
          connection.run('COMMIT');
          metrics.ended('committed');
        } catch (error) {
          connection.rollback();
          metrics.ended('failed');
          throw error;
        } finally {
          giveBack();
        }
      },
      rollback: () => {
        connection.rollback();
        metrics.ended('rolledBack');
        giveBack();
      },
    };
  }

  /** Sends those away who wait too long for the holder; one timer, for whoever is first. */
  #watchExpiry(): void {
    const waitMs = this.#line.nextExpiryMs;
    if (waitMs === undefined || this.#expiry !== undefined) return;
    this.#expiry = setTimeout(() => {
      this.#expiry = undefined;
      if (this.#holder === undefined) return;
      this.#line.expire(this.#holder);
      this.#watchExpiry();
    }, waitMs);
  }
}
