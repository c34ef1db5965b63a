import type { CallLimits, Costed } from '../../engine/engine.ts';
import type { GroupFacts } from '../../engine/metrics.ts';
import { DatabaseBusyError } from '../../errors/database-errors.ts';
import { BackpressureError } from '../../errors/session-errors.ts';
import { retryTimeoutMs as defaultRetryTimeoutMs } from './session/retry.ts';
import { dependsOn, SharedStatement } from './shared-statement.ts';
import type { StatementRunner } from './statement-runner.ts';
import { sendGroup, type Submission, toSubmission, type WriteCall } from './submission.ts';
import type { Unit, UnitAnswer, UnitQueue } from './units.ts';
import { LastCaller, WaitingCall } from './waiting-call.ts';
import { Touched } from './write-plan.ts';

export interface GroupCommitOptions {
  /** Units in one statement, at most. A unit is an operation, or an item of a batch that is not atomic. Default: 500. */
  readonly maxUnits?: number;
  /** Nodes, links and transitions in one statement, at most; a larger call goes alone. Default: 1,000. */
  readonly maxRows?: number;
  /** Characters in one statement, at most; a larger call goes alone. Default: 1,500,000. */
  readonly maxBytes?: number;
  /** Calls that wait, at most; more are refused with a `BackpressureError`. Default: 10,000. */
  readonly maxWaiting?: number;
  /** Characters of the calls that wait, at most. Default: 64 Mi. */
  readonly maxWaitingBytes?: number;
  /** How long a call waits to be sent, in milliseconds. Default: 30,000. */
  readonly waitTimeoutMs?: number;
  /** Statements in flight at once, at most. Default: 4. */
  readonly maxInFlight?: number;
  /** A statement unanswered for this long lets the next one leave on another connection, in milliseconds. Default: 250. */
  readonly lateAfterMs?: number;
}

const groupCommitDefaults = {
  maxUnits: 500,
  maxRows: 1000,
  maxBytes: 1_500_000,
  maxWaiting: 10_000,
  maxWaitingBytes: 67_108_864,
  waitTimeoutMs: 30_000,
  maxInFlight: 4,
  lateAfterMs: 250,
} satisfies Required<GroupCommitOptions>;

interface GroupCommitSettings {
  readonly groupCommit?: GroupCommitOptions | undefined;
  /** How long after its first attempt a statement is sent again, in milliseconds. Default: 15,000. */
  readonly retryTimeoutMs?: number | undefined;
  readonly onGroup?: (facts: GroupFacts) => void;
}

/** A call that stood in the line is sent again until so much later than it was made, in times of `retryTimeoutMs` or of its default. */
const patience = 2;

/** A statement that was sent and not yet answered. */
interface Flight {
  readonly touched: Touched;
  isLate: boolean;
}

/**
 * Writes of many callers in few statements: what arrives while a statement is in flight waits for its answer and leaves as one. An
 * idle writer is sent in the same turn of the event loop. No statement holds two units that depend on one another.
 */
export class GroupCommit implements UnitQueue {
  readonly #runner: StatementRunner;
  readonly #limits: Required<GroupCommitOptions>;
  /** No call of a statement is sent again so long after the first of them was made, in milliseconds. */
  readonly #sendAgainMs: number;
  readonly #onGroup: (facts: GroupFacts) => void;
  readonly #waiting = new Set<WriteCall>();
  readonly #flights = new Set<Flight>();
  #waitingBytes = 0;
  #isScheduled = false;
  #expiry: NodeJS.Timeout | undefined;
  /** Those who wait for room in the line. */
  #wanting: (() => void)[] = [];

  constructor(
    runner: StatementRunner,
    {
      groupCommit = {},
      retryTimeoutMs = defaultRetryTimeoutMs,
      onGroup = () => {},
    }: GroupCommitSettings = {},
  ) {
    this.#runner = runner;
    this.#limits = { ...groupCommitDefaults, ...groupCommit };
    this.#sendAgainMs = patience * Math.max(retryTimeoutMs, defaultRetryTimeoutMs);
    this.#onGroup = onGroup;
  }

  /** How many calls wait to be sent. */
  get waiting(): number {
    return this.#waiting.size;
  }

  async submit(
    units: readonly Unit[],
    { signal }: CallLimits,
  ): Promise<Costed<readonly UnitAnswer[]>> {
    const submission = toSubmission(units);
    this.#refuseWhenFull(submission);
    const call: WriteCall = new WaitingCall(submission, { signal, writes: true }, () =>
      this.#remove(call),
    );
    this.#waiting.add(call);
    this.#waitingBytes += submission.bytes;
    this.#watchExpiry();
    this.#schedule();
    return call.answer;
  }

  /** Resolves when another call may wait. */
  async room(): Promise<void> {
    while (this.#isFull(0)) {
      await new Promise<void>((resolve) => {
        this.#wanting.push(resolve);
      });
    }
  }

  #isFull(bytes: number): boolean {
    const { maxWaiting, maxWaitingBytes } = this.#limits;
    // A call larger than all of the line may wait alone.
    return (
      this.#waiting.size >= maxWaiting ||
      (this.#waiting.size > 0 && this.#waitingBytes + bytes > maxWaitingBytes)
    );
  }

  #refuseWhenFull({ bytes }: Submission): void {
    if (this.#isFull(bytes)) throw new BackpressureError(this.#waiting.size);
  }

  #remove(call: WriteCall): void {
    if (!this.#waiting.delete(call)) return;
    this.#waitingBytes -= call.work.bytes;
    // Each of them looks again: who waited for room need not take it.
    if (!this.#isFull(0)) for (const resolve of this.#wanting.splice(0)) resolve();
  }

  /** After this turn of the event loop, which may bring more to share the statement. */
  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.#send();
    });
  }

  #send(): void {
    while (this.#waiting.size > 0 && this.#mayFly()) {
      const group = this.#takeGroup();
      if (group.calls.length === 0) return;
      void this.#fly(group);
    }
  }

  #mayFly(): boolean {
    const flights = [...this.#flights];
    return flights.length < this.#limits.maxInFlight && flights.every(({ isLate }) => isLate);
  }

  /** The calls that go together, in order; one that depends on an earlier one waits for the answer to that. */
  #takeGroup(): SharedStatement {
    const group = new SharedStatement(this.#limits);
    const passed = new Touched();
    const busy = [passed, group.touched, ...[...this.#flights].map(({ touched }) => touched)];
    let looked = 0;
    for (const call of this.#waiting) {
      if (!group.hasRoomFor(call.work) || looked > 2 * this.#limits.maxUnits) break;
      looked += 1;
      if (dependsOn(call.work, busy)) for (const ids of call.work.touched) passed.include(ids);
      else group.add(call);
    }
    for (const call of group.calls) this.#remove(call);
    return group;
  }

  async #fly({ calls, touched }: SharedStatement): Promise<void> {
    const flight: Flight = { touched, isLate: false };
    this.#flights.add(flight);
    const late = setTimeout(() => {
      flight.isLate = true;
      this.#send();
    }, this.#limits.lateAfterMs);
    const callers = new LastCaller(calls);
    const now = performance.now();
    const waitedMs = calls.map(({ enteredAt }) => now - enteredAt);
    for (const call of calls) call.markSent();
    const { signal } = callers;
    await sendGroup(this.#runner, calls, {
      sendAgainUntil: Math.min(...calls.map(({ enteredAt }) => enteredAt)) + this.#sendAgainMs,
      ...(signal === undefined ? {} : { signal }),
    });
    callers.release();
    clearTimeout(late);
    this.#flights.delete(flight);
    const units = calls.reduce((sum, { work }) => sum + work.units.length, 0);
    this.#onGroup({ calls: calls.length, units, waitedMs });
    if (this.#waiting.size > 0) this.#schedule();
  }

  /** One timer, for whoever came first. */
  #watchExpiry(): void {
    if (this.#expiry !== undefined) return;
    const [first] = this.#waiting;
    if (first === undefined) return;
    const { waitTimeoutMs } = this.#limits;
    const leftMs = Math.max(0, first.enteredAt + waitTimeoutMs - performance.now());
    this.#expiry = setTimeout(() => {
      this.#expiry = undefined;
      this.#expire(performance.now() - waitTimeoutMs);
      this.#watchExpiry();
    }, leftMs);
    // A line that is served before its time is over must not keep a process alive.
    this.#expiry.unref();
  }

  #expire(enteredBefore: number): void {
    for (const call of this.#waiting) {
      if (call.enteredAt > enteredBefore) return;
      this.#remove(call);
      call.reject(
        new DatabaseBusyError(
          `Earlier writes of this process (${this.#flights.size} in flight, ${this.#waiting.size} more waiting)`,
          this.#limits.waitTimeoutMs,
        ),
      );
    }
  }
}
