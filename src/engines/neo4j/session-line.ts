import type { CallLimits, Costed } from '../../engine/engine.ts';
import { ContextClosedError } from '../../errors/session-errors.ts';
import type { SessionRunner } from './session/session-runner.ts';
import { dependsOn, SharedStatement } from './shared-statement.ts';
import type {
  StatementAnswer,
  StatementCall,
  StatementRunner,
  TogetherAnswer,
} from './statement-runner.ts';
import { sendGroup, toSubmission, type WriteCall } from './submission.ts';
import { type Unit, type UnitAnswer, type UnitQueue, UnitStatement } from './units.ts';
import { LastCaller, WaitingCall } from './waiting-call.ts';

/** Statements of one call, which are answered together. */
interface Statements {
  readonly calls: readonly StatementCall[];
  /** Given when they are a transaction of their own. */
  readonly accept?: (answers: TogetherAnswer['answers']) => boolean;
}

type StatementsCall = WaitingCall<Statements, TogetherAnswer>;
type LineCall = WriteCall | StatementsCall;

const isWrite = (call: LineCall): call is WriteCall => 'units' in call.work;

/** What travels together at most: statements, and rows of those that write. */
const together = { statements: 64, rows: 2000, bytes: 4_000_000 } as const;

/** What one statement of several calls holds at most. */
const statementBounds = { maxUnits: 500, maxRows: 500, maxBytes: 1_500_000 } as const;

/** Takes a further write in, if it fits and depends on none before it. */
function addTo(statement: SharedStatement, call: WriteCall): boolean {
  const fits = statement.hasRoomFor(call.work) && !dependsOn(call.work, [statement.touched]);
  if (fits) statement.add(call);
  return fits;
}

/**
 * The calls of one session, in the order they were made. Those of one turn of the event loop share what can be shared: in a session
 * of one transaction their round trip, else the statement of writes that stand side by side.
 */
export class SessionLine implements StatementRunner, UnitQueue {
  readonly #runner: SessionRunner;
  readonly #waiting = new Set<LineCall>();
  #serving: Promise<void> | undefined;
  #isClosed = false;

  constructor(runner: SessionRunner) {
    this.#runner = runner;
  }

  submit(units: readonly Unit[], { signal }: CallLimits): Promise<Costed<readonly UnitAnswer[]>> {
    const caller = { signal, writes: this.#mayKeep };
    const call: WriteCall = new WaitingCall(toSubmission(units), caller, () =>
      this.#waiting.delete(call),
    );
    this.#enter(call);
    return call.answer;
  }

  async run(call: StatementCall, limits: CallLimits): Promise<StatementAnswer> {
    const { answers, receipt } = await this.#send({ calls: [call] }, limits);
    return { rows: answers[0] ?? [], receipt };
  }

  runTogether(
    calls: readonly StatementCall[],
    accept: (answers: TogetherAnswer['answers']) => boolean,
    limits: CallLimits,
  ): Promise<TogetherAnswer> {
    return this.#send({ calls, accept }, limits);
  }

  /** Resolves when no call waits or is under way. */
  async idle(): Promise<void> {
    while (this.#serving !== undefined) await this.#serving;
  }

  /** Refuses the calls that wait, and any that come. */
  close(): void {
    this.#isClosed = true;
    for (const call of this.#waiting) call.reject(new ContextClosedError('go on'));
    this.#waiting.clear();
  }

  /** Whether a write may be kept although its caller has left: one of a batch cannot, since the batch can only be rolled back then. */
  get #mayKeep(): boolean {
    return !this.#runner.isOneTransaction;
  }

  #send(work: Statements, { signal }: CallLimits): Promise<TogetherAnswer> {
    const writes =
      this.#mayKeep && work.calls.some(({ statement }) => statement.access === 'write');
    const call: StatementsCall = new WaitingCall(work, { signal, writes }, () =>
      this.#waiting.delete(call),
    );
    this.#enter(call);
    return call.answer;
  }

  #enter(call: LineCall): void {
    if (this.#isClosed) {
      call.reject(new ContextClosedError('go on'));
      return;
    }
    this.#waiting.add(call);
    this.#serving ??= this.#serve();
  }

  async #serve(): Promise<void> {
    while (this.#waiting.size > 0) {
      // The rest of this turn may bring more that can travel along.
      await new Promise(setImmediate);
      const calls = this.#runner.isOneTransaction ? this.#takeTogether() : this.#takeNext();
      if (calls.length > 0) await this.#carryOut(calls);
    }
    this.#serving = undefined;
  }

  async #carryOut(calls: readonly LineCall[]): Promise<void> {
    for (const call of calls) {
      this.#waiting.delete(call);
      call.markSent();
    }
    const callers = new LastCaller(calls);
    const limits = callers.signal === undefined ? {} : { signal: callers.signal };
    try {
      if (this.#runner.isOneTransaction) await sendTogether(this.#runner, calls, limits);
      else await sendNext(this.#runner, calls, limits);
    } catch (error) {
      for (const call of calls) call.reject(error);
    } finally {
      callers.release();
    }
  }

  /** As much as may travel in one round trip. */
  #takeTogether(): readonly LineCall[] {
    const taken: LineCall[] = [];
    let [statements, rows, bytes] = [0, 0, 0];
    for (const call of this.#waiting) {
      const size = isWrite(call) ? call.work : { rows: 0, bytes: 0 };
      statements += isWrite(call) ? 1 : call.work.calls.length;
      rows += size.rows;
      bytes += size.bytes;
      const isFull =
        statements > together.statements || rows > together.rows || bytes > together.bytes;
      if (isFull && taken.length > 0) break;
      taken.push(call);
    }
    return taken;
  }

  /** The first call, with the writes right behind it that may share its statement. */
  #takeNext(): readonly LineCall[] {
    const [first, ...others] = this.#waiting;
    if (first === undefined) return [];
    if (!isWrite(first)) return [first];
    const shared = new SharedStatement(statementBounds);
    shared.add(first);
    for (const call of others) if (!isWrite(call) || !addTo(shared, call)) break;
    return shared.calls;
  }
}

/** Runs what stands first in a transaction of its own. */
async function sendNext(
  runner: SessionRunner,
  calls: readonly LineCall[],
  limits: CallLimits,
): Promise<void> {
  const [first] = calls;
  if (first === undefined) return;
  if (isWrite(first)) {
    await sendGroup(runner, calls.filter(isWrite), limits);
    return;
  }
  const { work, resolve } = first;
  if (work.accept !== undefined) {
    resolve(await runner.runTogether(work.calls, work.accept, limits));
    return;
  }
  for (const call of work.calls) {
    const { rows, receipt } = await runner.run(call, limits);
    resolve({ answers: [rows], receipt });
  }
}

/** Part of what travels together: one statement of several writes, or the statements of one call. */
interface Part {
  readonly calls: readonly StatementCall[];
  readonly answer: (given: TogetherAnswer) => void;
}

/** Runs everything in the transaction of the session, in one round trip. */
async function sendTogether(
  runner: SessionRunner,
  calls: readonly LineCall[],
  limits: CallLimits,
): Promise<void> {
  const parts = partsOf(calls);
  const { answers, receipt } = await runner.runTogether(
    parts.flatMap((part) => part.calls),
    () => true,
    limits,
  );
  // One object for all of them, so that what they share can be counted once.
  const shared = { ...receipt, sharedBy: calls.length };
  let next = 0;
  for (const part of parts) {
    const end = next + part.calls.length;
    part.answer({ answers: answers.slice(next, end), receipt: shared });
    next = end;
  }
}

function partsOf(calls: readonly LineCall[]): readonly Part[] {
  const parts: Part[] = [];
  let open: SharedStatement | undefined;
  const closeOpen = (): void => {
    if (open !== undefined) parts.push(partOfWrites(open.calls));
    open = undefined;
  };
  for (const call of calls) {
    if (isWrite(call)) {
      if (open !== undefined && addTo(open, call)) continue;
      closeOpen();
      open = new SharedStatement(statementBounds);
      open.add(call);
    } else {
      closeOpen();
      parts.push({ calls: call.work.calls, answer: call.resolve });
    }
  }
  closeOpen();
  return parts;
}

function partOfWrites(calls: readonly WriteCall[]): Part {
  const statement = new UnitStatement(calls.flatMap(({ work }) => work.units));
  return {
    calls: [statement.call],
    answer: ({ answers: [rows = []], receipt }) => {
      const outcomes = statement.read(rows);
      let next = 0;
      for (const call of calls) {
        const end = next + call.work.units.length;
        call.resolve({ value: outcomes.slice(next, end), receipt });
        next = end;
      }
    },
  };
}
