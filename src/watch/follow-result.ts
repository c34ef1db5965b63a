import { type Call, derive, type Hook, type Hooks } from './derive.ts';
import type { FollowedStatement } from './followed-session.ts';

const statements = new WeakMap<object, FollowedStatement>();

type Callback = (...given: readonly unknown[]) => unknown;

const isCallback = (value: unknown): value is Callback => typeof value === 'function';

/** Learns from a result when the program has it, only when the program itself asks for it. */
export function followResult(result: unknown, statement: FollowedStatement): void {
  if (typeof result !== 'object' || result === null) return;
  statements.set(result, statement);
  derive(result, hooks);
}

const hooks: Hooks = new Map<PropertyKey, Hook>([
  [
    'then',
    ({ target, given: [onValue, onError], proceed }) =>
      proceed([valueCallback(target, onValue), errorCallback(target, onError)]),
  ],
  // As in a promise, so that a result that is only caught is known when it succeeds, too.
  [
    'catch',
    ({ target, given: [onError] }) =>
      Reflect.apply(Reflect.get(target, 'then') as Callback, target, [undefined, onError]),
  ],
  ['finally', ({ target, given: [onEnd], proceed }) => proceed([endCallback(target, onEnd)])],
  ['summary', (call) => observed(call)],
  ['keys', (call) => observed(call)],
  [
    'subscribe',
    ({ target, given: [observer, ...more], proceed }) =>
      proceed([watchedObserver(target, observer), ...more]),
  ],
  [Symbol.asyncIterator, ({ target, proceed }) => watchedIterator(target, proceed())],
]);

const endCallback = (target: object, onEnd: unknown): unknown =>
  isCallback(onEnd)
    ? () => {
        statements.get(target)?.succeeded(0);
        return onEnd();
      }
    : onEnd;

const valueCallback =
  (target: object, onValue: unknown): Callback =>
  (value) => {
    statements.get(target)?.succeeded(recordsOf(value));
    return isCallback(onValue) ? onValue(value) : value;
  };

const errorCallback =
  (target: object, onError: unknown): Callback =>
  (error) => {
    statements.get(target)?.failed();
    if (isCallback(onError)) return onError(error);
    throw error;
  };

/** How many records an eager result holds. */
export function recordsOf(value: unknown): number {
  if (typeof value !== 'object' || value === null || !('records' in value)) return 0;
  return Array.isArray(value.records) ? value.records.length : 0;
}

function observed({ target, proceed }: Call): unknown {
  const promise = proceed();
  if (!(promise instanceof Promise)) return promise;
  return promise.then(valueCallback(target, undefined), errorCallback(target, undefined));
}

/** Only what the program observes: without `onError` the driver writes to the console, for instance. */
function watchedObserver(target: object, observer: unknown): unknown {
  if (typeof observer !== 'object' || observer === null) return observer;
  let records = 0;
  const notes: Readonly<Record<string, () => void>> = {
    onNext: () => {
      records += 1;
    },
    onCompleted: () => statements.get(target)?.succeeded(records),
    onError: () => statements.get(target)?.failed(),
  };
  const names = ['onKeys', 'onNext', 'onCompleted', 'onError'];
  const watched = names.flatMap((name) => {
    const original: unknown = Reflect.get(observer, name);
    if (!isCallback(original)) return [];
    const callback: Callback = (...given) => {
      notes[name]?.();
      return Reflect.apply(original, observer, given);
    };
    return [[name, callback] as const];
  });
  return Object.fromEntries(watched);
}

function watchedIterator(target: object, iterator: unknown): unknown {
  if (typeof iterator !== 'object' || iterator === null) return iterator;
  let records = 0;
  for (const name of ['next', 'return'] as const) {
    const original: unknown = Reflect.get(iterator, name);
    if (!isCallback(original)) continue;
    Reflect.set(iterator, name, (...given: readonly unknown[]) => {
      const step = Reflect.apply(original, iterator, given);
      if (!(step instanceof Promise)) return step;
      return step.then(
        (value: unknown) => {
          if (isDone(value)) statements.get(target)?.succeeded(records);
          else records += 1;
          return value;
        },
        errorCallback(target, undefined),
      );
    });
  }
  return iterator;
}

const isDone = (step: unknown): boolean =>
  typeof step === 'object' && step !== null && 'done' in step && step.done === true;
