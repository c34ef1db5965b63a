import { type Call, derive, type Hook, type Hooks, override, underive } from './derive.ts';
import { followResult, recordsOf } from './follow-result.ts';
import { FollowedSession, FollowedTransaction } from './followed-session.ts';
import type { Ledger } from './ledger.ts';

type Callback = (...given: readonly unknown[]) => unknown;

/** What the driver does when neither the driver nor the session is told otherwise. */
const defaultFetchSize = 1000;

/**
 * Follows a driver into a ledger. Every hook makes the program's own call with the program's own arguments
 * and answers what it answers.
 */
export class Follower {
  readonly #ledger: Ledger;
  readonly #sessions = new WeakMap<object, FollowedSession>();
  readonly #transactions = new WeakMap<object, FollowedTransaction>();
  readonly #driverHooks = this.#hooks([
    ['session', (call) => this.#openSession(call)],
    ['executeQuery', (call) => this.#executeQuery(call)],
  ]);
  readonly #sessionHooks = this.#hooks([
    ['run', (call) => this.#runAlone(call)],
    ['beginTransaction', (call) => this.#begin(call)],
    ['executeRead', (call) => this.#execute(call)],
    ['executeWrite', (call) => this.#execute(call)],
    ['readTransaction', (call) => this.#execute(call)],
    ['writeTransaction', (call) => this.#execute(call)],
    ['close', (call) => this.#close(call)],
  ]);
  readonly #transactionHooks = this.#hooks([
    ['run', (call) => this.#run(call)],
    ['commit', (call) => this.#commit(call)],
    ['rollback', (call) => this.#rollback(call)],
  ]);
  /** What `beginTransaction` answers is a transaction, and the promise of one. */
  readonly #promiseHooks: Hooks = new Map([
    ...this.#transactionHooks,
    ...this.#hooks([
      ['then', (call) => this.#afterBegin(call)],
      ['catch', (call) => this.#afterOther(call)],
      ['finally', (call) => this.#afterOther(call)],
    ]),
  ]);

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  follow(driver: object): void {
    derive(driver, this.#driverHooks);
  }

  unfollow(driver: object): void {
    underive(driver, this.#driverHooks);
  }

  /** After the watch, what it followed before does as if it never had. */
  #hooks(hooks: readonly (readonly [PropertyKey, Hook])[]): Hooks {
    return new Map(
      hooks.map(([name, hook]): [PropertyKey, Hook] => [
        name,
        (call) => (this.#ledger.isActive ? hook(call) : call.proceed()),
      ]),
    );
  }

  #openSession({ target, given: [config], proceed }: Call): unknown {
    const session = proceed();
    if (typeof session === 'object' && session !== null) {
      const fetchSize = fetchSizeOf(config) ?? fetchSizeOf(Reflect.get(target, '_config'));
      this.#sessions.set(session, new FollowedSession(this.#ledger, fetchSize ?? defaultFetchSize));
      derive(session, this.#sessionHooks);
    }
    return session;
  }

  /** The driver opens, uses and closes a session of its own, out of reach of the other hooks. */
  #executeQuery({ target, given: [query], proceed }: Call): unknown {
    const fetchSize = fetchSizeOf(Reflect.get(target, '_config')) ?? defaultFetchSize;
    const session = new FollowedSession(this.#ledger, fetchSize);
    const transaction = session.begin('query');
    const statement = transaction.run(query);
    return settled(proceed(), {
      kept: (value) => {
        statement.succeeded(recordsOf(value));
        transaction.end('commit', true);
        session.close();
      },
      failed: () => {
        statement.failed();
        transaction.end('rollback', false);
        session.close();
      },
    });
  }

  #runAlone({ target, given: [query], proceed }: Call): unknown {
    const result = proceed(); // throws before anything is sent when the arguments are wrong
    const session = this.#sessions.get(target);
    if (session !== undefined) followResult(result, session.begin('automatic').run(query));
    return result;
  }

  #begin({ target, proceed }: Call): unknown {
    const promise = proceed();
    const session = this.#sessions.get(target);
    if (session !== undefined && typeof promise === 'object' && promise !== null) {
      this.#transactions.set(promise, session.begin('explicit'));
      derive(promise, this.#promiseHooks);
    }
    return promise;
  }

  #begunCallback(promise: object, onBegun: unknown): unknown {
    if (typeof onBegun !== 'function') return onBegun;
    return (begun: unknown) => {
      const transaction = this.#transactions.get(promise);
      transaction?.begun();
      if (transaction !== undefined && typeof begun === 'object' && begun !== null) {
        this.#followBegun(begun, transaction);
      }
      return Reflect.apply(onBegun as Callback, undefined, [begun]); // checked above
    };
  }

  #afterBegin({ target, given: [onBegun, ...more], proceed }: Call): unknown {
    return proceed([this.#begunCallback(target, onBegun), ...more]);
  }

  #afterOther({ target, proceed }: Call): unknown {
    const follow = this.#begunCallback(target, (begun: unknown) => begun) as Callback; // given one
    return settled(proceed(), { kept: follow, failed: () => {} });
  }

  /** A transaction that was waited for has its methods as properties of its own, and is the same each time. */
  #followBegun(begun: object, transaction: FollowedTransaction): void {
    if (this.#transactions.has(begun)) return;
    this.#transactions.set(begun, transaction);
    if (Object.hasOwn(begun, 'run')) override(begun, this.#transactionHooks);
    else derive(begun, this.#transactionHooks);
  }

  #run({ target, given: [query], proceed }: Call): unknown {
    const result = proceed();
    const transaction = this.#transactions.get(target);
    if (transaction !== undefined) followResult(result, transaction.run(query));
    return result;
  }

  #rollback({ target, proceed }: Call): unknown {
    const transaction = this.#transactions.get(target);
    transaction?.end('rollback', transaction.isCommitSent);
    return proceed();
  }

  #close({ target, proceed }: Call): unknown {
    this.#sessions.get(target)?.close();
    return proceed();
  }

  #commit({ target, proceed }: Call): unknown {
    const transaction = this.#transactions.get(target);
    const ended = proceed();
    if (transaction === undefined) return ended;
    const isSent = transaction.isCommitSent;
    const wasWaiting = transaction.isWaiting;
    return settled(ended, {
      kept: () => transaction.end('commit', isSent),
      // A statement that nobody waited for has failed: the driver never sent COMMIT.
      failed: () => {
        transaction.failed();
        transaction.end('rollback', isSent && !wasWaiting);
      },
    });
  }

  /** The driver may call the work several times: each is a transaction of its own. */
  #execute({ target, given: [work, ...more], proceed }: Call): unknown {
    const session = this.#sessions.get(target);
    if (session === undefined || typeof work !== 'function') return proceed();
    const spot = session.here();
    let current: FollowedTransaction | undefined;
    const followed = (begun: unknown, ...rest: readonly unknown[]): unknown => {
      current?.end('rollback', current.isCommitSent);
      current = session.begin('managed', spot);
      current.begun();
      if (typeof begun === 'object' && begun !== null) {
        this.#followBegun(begun, current);
      }
      return Reflect.apply(work as Callback, undefined, [begun, ...rest]); // checked above
    };
    return settled(proceed([followed, ...more]), {
      kept: () => current?.end('commit', true),
      failed: () => current?.end('rollback', current.isCommitSent),
    });
  }
}

interface Settlement {
  readonly kept: (value: unknown) => void;
  readonly failed: () => void;
}

/** The same outcome; a failure that nobody handles stays one that nobody handles. */
function settled(promise: unknown, { kept, failed }: Settlement): unknown {
  if (!(promise instanceof Promise)) return promise;
  return promise.then(
    (value: unknown) => {
      kept(value);
      return value;
    },
    (error: unknown) => {
      failed();
      throw error;
    },
  );
}

function fetchSizeOf(config: unknown): number | undefined {
  if (typeof config !== 'object' || config === null || !('fetchSize' in config)) return undefined;
  return typeof config.fetchSize === 'number' ? config.fetchSize : undefined;
}
