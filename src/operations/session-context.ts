import { AsyncLocalStorage } from 'node:async_hooks';

import * as z from 'zod';

import type { Costed, Engine, EngineSession, Runner } from '../engine/engine.ts';
import { InvalidInputError } from '../errors/input-errors.ts';
import {
  ContextClosedError,
  ContextFailedError,
  type ContextState,
} from '../errors/session-errors.ts';
import { addReceipts, noCost, type Receipt } from '../model/receipt.ts';
import { ContextLeaks, defaultLeakAfterMs } from './context-leaks.ts';
import { abortSignal, parseOptions } from './options.ts';
import { Turns } from './turns.ts';

export interface SessionContextOptions {
  /** True: everything in the context is one transaction, all or nothing. Default: false, each operation is its own. */
  readonly batchTransaction?: boolean;
  /** The context that this one is opened inside of. Default: the one of the surrounding callback. */
  readonly session?: SessionContext;
}

export interface ScopeOptions {
  /** A context that is open for longer is reported, in milliseconds. Default: 60,000. */
  readonly leakAfterMs?: number;
}

/**
 * By what a call finds the context of the callback around it. Whatever is made inside of a callback, such as a socket or a timer, keeps
 * these for as long as it lives: so they let go of a context that has ended.
 */
interface Surroundings {
  context: SessionContext | undefined;
  readonly outer: Surroundings | undefined;
}

/** What the contexts of one engine share, whatever space they work in. */
export class SessionScope {
  readonly engine: Engine;
  readonly leaks: ContextLeaks;
  readonly #ambient = new AsyncLocalStorage<Surroundings>();

  constructor(engine: Engine, { leakAfterMs = defaultLeakAfterMs }: ScopeOptions = {}) {
    this.engine = engine;
    this.leaks = new ContextLeaks(leakAfterMs);
  }

  /** The context that a call belongs to: the one it names, else the nearest open one of the callbacks around it. */
  contextOf(session: SessionContext | undefined): SessionContext | undefined {
    if (session === undefined) return nearestOpen(this.#ambient.getStore());
    if (!(session instanceof SessionContext) || session.scope !== this) {
      throw new InvalidInputError(
        'session',
        'Expected `session` to be a context opened by sessionContext() of this memory',
      );
    }
    return session;
  }

  /** Where a call does its work: in its context, or straight at the engine. */
  async run<Result>(call: ContextCall, work: (runner: Runner) => Promise<Result>): Promise<Result> {
    const context = this.contextOf(call.session);
    return context === undefined ? work(this.engine) : context.run(call, work);
  }

  /** Makes a context the ambient one while `work` runs. */
  within<Result>(surroundings: Surroundings, work: () => Promise<Result>): Promise<Result> {
    return this.#ambient.run(surroundings, work);
  }
}

function nearestOpen(surroundings: Surroundings | undefined): SessionContext | undefined {
  if (surroundings === undefined) return undefined;
  const { context, outer } = surroundings;
  return context === undefined || context.state === 'CLOSED' ? nearestOpen(outer) : context;
}

export interface ContextCall {
  /** What is being done, for messages: the name of the operation. */
  readonly action: string;
  readonly access: 'read' | 'write';
  readonly session?: SessionContext | undefined;
  /** Ends the wait for earlier calls of the same context. */
  readonly signal?: AbortSignal | undefined;
  /** True when the work is one call of the runner, which may then travel with those of its neighbours. Default: false. */
  readonly isOneStep?: boolean;
}

/** A database session, and the order of the calls in it. */
interface Line {
  readonly session: EngineSession;
  readonly turns: Turns;
}

const openLine = (engine: Engine, batch: boolean): Line => ({
  session: engine.openSession({ batch }),
  turns: new Turns(),
});

const contextOptions = z.strictObject({
  batchTransaction: z.boolean().exactOptional(),
  session: z.custom<SessionContext>().exactOptional(), // contextOf() checks it
});

const commitOptions = z.strictObject({ signal: abortSignal.exactOptional() });

/**
 * A scope in which operations share one database session, and with `batchTransaction` one transaction.
 *
 * Operations of one context are carried out in the order they were called; those called in one turn of the event loop travel
 * together. A batch context keeps its work only when `commit()` is called (the callback form does that), and can only be rolled back
 * after any of its writes failed.
 */
export class SessionContext implements AsyncDisposable {
  readonly scope: SessionScope;
  readonly batchTransaction: boolean;
  /** This context, and those around it. */
  readonly #surroundings: Surroundings;
  /** Inside a batch an inner context joins it: it has no transaction of its own. */
  readonly #joined: SessionContext | undefined;
  /** Shared with the batch that this context joined. */
  readonly #line: Line;
  /** Tells that this context has ended; one that joined a batch has nothing of its own to leak. */
  readonly #ended: () => void;
  #running = 0;
  #used = false;
  #closed = false;
  #failure: { readonly cause: unknown } | undefined;
  #receipt = noCost;
  /** Receipts that several calls share, which cost what they say only once. */
  readonly #counted = new WeakSet<Receipt>();

  constructor(scope: SessionScope, options: SessionContextOptions = {}) {
    const { batchTransaction = false, session } = parseOptions(contextOptions, options);
    const outer = scope.contextOf(session);
    outer?.refuseWhenClosed('open a session context');
    this.scope = scope;
    this.#surroundings = { context: this, outer: outer && outer.#surroundings };
    this.#joined = outer?.batchTransaction === true ? outer : undefined;
    this.batchTransaction = this.#joined !== undefined || batchTransaction;
    this.#line =
      this.#joined === undefined
        ? openLine(scope.engine, this.batchTransaction)
        : this.#joined.#line;
    this.#ended =
      this.#joined === undefined ? scope.leaks.watch(this, this.#line.session) : () => {};
  }

  /** A context that joined a batch is closed with it. */
  get state(): ContextState {
    if (this.#shared().some((context) => context.#closed)) return 'CLOSED';
    if (this.#running > 0) return 'BUSY';
    return this.batchTransaction && this.#used ? 'OPEN_TRANSACTION' : 'IDLE';
  }

  /** What everything in this context has cost so far. */
  get receipt(): Receipt {
    return this.#receipt;
  }

  /** Runs one operation in this context, after those called before it. For the adapter; users pass `{ session }` instead. */
  async run<Result>(call: ContextCall, work: (runner: Runner) => Promise<Result>): Promise<Result> {
    this.refuseWhenClosed(call.action);
    try {
      return await this.#inTurn(call, async (session) => {
        this.#refuseWhenFailed(call.action);
        for (const context of this.#shared()) context.#used = true;
        return work(this.#metered(session));
      });
    } catch (error) {
      if (this.batchTransaction && call.access === 'write') this.#fail(error);
      throw error;
    }
  }

  /** Carries out a callback: commits when it returns, rolls back when it throws. For `runInContext`. */
  async keep<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      const result = await this.scope.within(this.#surroundings, work);
      // The callback may have ended it; the end of the batch around it is another matter.
      if (!this.#closed) await this.commit();
      return result;
    } catch (error) {
      if (this.state !== 'CLOSED') await this.rollback(error);
      throw error;
    }
  }

  /** Keeps the work of a batch; a context without `batchTransaction` has nothing to commit and is closed. */
  async commit(options: { readonly signal?: AbortSignal } = {}): Promise<Receipt> {
    const limits = parseOptions(commitOptions, options);
    this.refuseWhenClosed('commit');
    const committed = this.#inTurn(limits, async (session) => {
      this.#refuseWhenFailed('commit');
      return this.#joined === undefined ? this.#count(await session.commit(limits)) : noCost;
    });
    this.#end();
    const ended = this.#joined === undefined ? this.#release() : undefined;
    try {
      return await committed;
    } catch (error) {
      this.#fail(error);
      throw error;
    } finally {
      // Who gave up waiting does not wait for the calls before either.
      if (limits.signal?.aborted !== true) await ended;
    }
  }

  /** Keeps nothing of a batch and closes the context. A context that joined a batch makes that batch fail. */
  async rollback(cause: unknown = new Error('an inner context was rolled back')): Promise<void> {
    this.refuseWhenClosed('roll back');
    this.#end();
    if (this.#joined !== undefined) {
      if (this.#used || this.#failure !== undefined) this.#joined.#fail(cause);
      return;
    }
    await this.#inTurn({}, async (session) => {
      if (this.batchTransaction) this.#count(await session.rollback());
      await session.close();
    });
  }

  /** Rolls back unless the context was committed; may be called twice. */
  async close(): Promise<void> {
    if (this.state !== 'CLOSED') await this.rollback();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #end(): void {
    this.#closed = true;
    this.#surroundings.context = undefined;
    this.#ended();
  }

  refuseWhenClosed(action: string): void {
    if (this.state === 'CLOSED') throw new ContextClosedError(action);
  }

  #refuseWhenFailed(action: string): void {
    for (const context of this.#shared()) {
      const failure = context.#failure;
      if (failure !== undefined) throw new ContextFailedError(action, failure.cause);
    }
  }

  #fail(cause: unknown): void {
    for (const context of this.#shared()) context.#failure ??= { cause };
  }

  /** Gives the session back after the calls before; what was committed stays so even when that fails. */
  async #release(): Promise<void> {
    await this.#inTurn({}, (session) => session.close()).catch(() => {});
  }

  /** This context and every batch that it is part of: they have one transaction, and end and fail together. */
  #shared(): readonly SessionContext[] {
    return this.#joined === undefined ? [this] : [this, ...this.#joined.#shared()];
  }

  /** Counts what each call of a session costs. */
  #metered(session: EngineSession): Runner {
    const counted = async <Value>(call: Promise<Costed<Value>>): Promise<Costed<Value>> => {
      const answer = await call;
      this.#count(answer.receipt);
      return answer;
    };
    return {
      write: (changeSets, limits) => counted(session.write(changeSets, limits)),
      remove: (removal, limits) => counted(session.remove(removal, limits)),
      read: (shape, input, limits) => counted(session.read(shape, input, limits)),
    };
  }

  #count(receipt: Receipt): Receipt {
    for (const context of this.#shared()) {
      if (context.#counted.has(receipt)) continue;
      if (receipt.sharedBy > 1) context.#counted.add(receipt);
      context.#receipt = addReceipts([context.#receipt, receipt]);
    }
    return receipt;
  }

  /** Who gives up waiting leaves the line. */
  async #inTurn<Result>(
    { signal, isOneStep = false }: Pick<ContextCall, 'signal' | 'isOneStep'>,
    work: (session: EngineSession) => Promise<Result>,
  ): Promise<Result> {
    const contexts = this.#shared();
    for (const context of contexts) context.#running += 1;
    const { session, turns } = this.#line;
    const step = (): Promise<Result> => work(session);
    try {
      return await (isOneStep ? turns.inOrder(signal, step) : turns.alone(signal, step));
    } finally {
      for (const context of contexts) context.#running -= 1;
    }
  }
}

/** Opens a context and runs `work` in it: commits when it returns, rolls back when it throws. */
export async function runInContext<Context extends SessionContext, Result>(
  open: () => Context,
  work: (session: Context) => Promise<Result>,
): Promise<Result> {
  if (typeof work !== 'function')
    throw new InvalidInputError('work', 'Expected `work` to be a function that takes the session');
  const context = open();
  return context.keep(() => work(context));
}
