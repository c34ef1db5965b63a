import { AsyncLocalStorage } from 'node:async_hooks';

import type { Costed, Engine, EngineSession, Runner } from '../engine/engine.ts';
import { InvalidInputError } from '../errors/input-errors.ts';
import {
  ContextClosedError,
  ContextFailedError,
  type ContextState,
} from '../errors/session-errors.ts';
import { addReceipts, noCost, type Receipt } from '../model/receipt.ts';

export interface SessionContextOptions {
  /** True: everything in the context is one transaction, all or nothing. Default: false, each operation is its own. */
  readonly batchTransaction?: boolean;
  /** The context that this one is opened inside of. Default: the one of the surrounding callback. */
  readonly session?: SessionContext;
}

/** What the contexts of one engine share, whatever space they work in. */
export class SessionScope {
  readonly engine: Engine;
  readonly #ambient = new AsyncLocalStorage<SessionContext>();

  constructor(engine: Engine) {
    this.engine = engine;
  }

  /** The context that a call belongs to: the one it names, else the open one of the surrounding callback. */
  contextOf(session: SessionContext | undefined): SessionContext | undefined {
    if (session === undefined) {
      const ambient = this.#ambient.getStore();
      return ambient?.state === 'CLOSED' ? undefined : ambient;
    }
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

  /** Makes `context` the ambient one while `work` runs. */
  within<Result>(context: SessionContext, work: () => Promise<Result>): Promise<Result> {
    return this.#ambient.run(context, work);
  }
}

export interface ContextCall {
  /** What is being done, for messages: the name of the operation. */
  readonly action: string;
  readonly access: 'read' | 'write';
  readonly session?: SessionContext | undefined;
}

/**
 * A scope in which operations share one database session, and with `batchTransaction` one transaction.
 *
 * Operations of one context run one after another, in the order they were called. A batch context keeps its work only when
 * `commit()` is called (the callback form does that), and can only be rolled back after any of its writes failed.
 */
export class SessionContext implements AsyncDisposable {
  readonly scope: SessionScope;
  readonly batchTransaction: boolean;
  readonly #session: EngineSession | undefined;
  /** Inside a batch an inner context joins it: it has no transaction of its own. */
  readonly #joined: SessionContext | undefined;
  #queue: Promise<unknown> = Promise.resolve();
  #running = 0;
  #used = false;
  #closed = false;
  #failure: { readonly cause: unknown } | undefined;
  #receipts: Receipt[] = [];

  constructor(scope: SessionScope, options: SessionContextOptions = {}) {
    const outer = scope.contextOf(options.session);
    outer?.refuseWhenClosed('open a session context');
    this.scope = scope;
    this.#joined = outer?.batchTransaction === true ? outer : undefined;
    this.batchTransaction = this.#joined !== undefined || (options.batchTransaction ?? false);
    this.#session =
      this.#joined === undefined
        ? scope.engine.openSession({ batch: this.batchTransaction })
        : undefined;
  }

  get state(): ContextState {
    if (this.#closed) return 'CLOSED';
    if (this.#running > 0) return 'BUSY';
    return this.batchTransaction && this.#used ? 'OPEN_TRANSACTION' : 'IDLE';
  }

  /** What everything in this context has cost so far. */
  get receipt(): Receipt {
    return addReceipts(this.#receipts);
  }

  /** Runs one operation in this context, after those called before it. For the adapter; users pass `{ session }` instead. */
  async run<Result>(call: ContextCall, work: (runner: Runner) => Promise<Result>): Promise<Result> {
    this.refuseWhenClosed(call.action);
    if (this.#joined !== undefined) return this.#runJoined(call, work);
    return this.#enqueue(async (session) => {
      if (this.#failure !== undefined)
        throw new ContextFailedError(call.action, this.#failure.cause);
      this.#used = true;
      try {
        return await work(this.#metered(session));
      } catch (error) {
        if (this.batchTransaction && call.access === 'write') this.#fail(error);
        throw error;
      }
    });
  }

  /** Keeps the work of a batch; a context without `batchTransaction` has nothing to commit and is closed. */
  async commit(options: { readonly signal?: AbortSignal } = {}): Promise<Receipt> {
    this.refuseWhenClosed('commit');
    if (this.#joined !== undefined) {
      this.#closed = true;
      if (this.#failure !== undefined) throw new ContextFailedError('commit', this.#failure.cause);
      return noCost;
    }
    const commit = this.#enqueue(async (session) => {
      if (this.#failure !== undefined) throw new ContextFailedError('commit', this.#failure.cause);
      return this.#count(await session.commit(options));
    });
    this.#closed = true;
    try {
      return await commit;
    } finally {
      await this.#session?.close();
    }
  }

  /** Keeps nothing of a batch and closes the context. A context that joined a batch makes that batch fail. */
  async rollback(cause: unknown = new Error('an inner context was rolled back')): Promise<void> {
    this.refuseWhenClosed('roll back');
    this.#closed = true;
    if (this.#joined !== undefined) {
      if (this.#used || this.#failure !== undefined) this.#joined.#fail(cause);
      return;
    }
    await this.#enqueue(async (session) => {
      if (this.batchTransaction) this.#count(await session.rollback());
      await session.close();
    });
  }

  /** Rolls back unless the context was committed; may be called twice. */
  async close(): Promise<void> {
    if (!this.#closed) await this.rollback();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  refuseWhenClosed(action: string): void {
    if (this.#closed) throw new ContextClosedError(action);
  }

  async #runJoined<Result>(
    call: ContextCall,
    work: (runner: Runner) => Promise<Result>,
  ): Promise<Result> {
    this.#used = true;
    try {
      return (await this.#joined?.run(call, work)) as Result; // only called when joined
    } catch (error) {
      if (call.access === 'write') this.#failure ??= { cause: error };
      throw error;
    }
  }

  #fail(cause: unknown): void {
    this.#failure ??= { cause };
    if (this.#joined !== undefined) this.#joined.#fail(cause);
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
    this.#receipts.push(receipt);
    return receipt;
  }

  /** The database session does one thing at a time. */
  #enqueue<Result>(work: (session: EngineSession) => Promise<Result>): Promise<Result> {
    const session = this.#session;
    if (session === undefined) throw new ContextClosedError('use a joined context');
    this.#running += 1;
    const result = this.#queue
      .then(() => work(session))
      .finally(() => {
        this.#running -= 1;
      });
    this.#queue = result.catch(() => {});
    return result;
  }
}

/** Runs `work` in a context: commits when it returns, rolls back when it throws. */
export async function runInContext<Context extends SessionContext, Result>(
  context: Context,
  work: (session: Context) => Promise<Result>,
): Promise<Result> {
  try {
    const result = await context.scope.within(context, () => work(context));
    if (context.state !== 'CLOSED') await context.commit();
    return result;
  } catch (error) {
    if (context.state !== 'CLOSED') await context.rollback(error);
    throw error;
  }
}
