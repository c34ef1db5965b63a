type Method = (...given: readonly unknown[]) => unknown;

/** A call of a followed method. */
export interface Call {
  readonly target: object;
  readonly given: readonly unknown[];
  /** Makes the call as the program made it, or with other arguments. */
  readonly proceed: (given?: readonly unknown[]) => unknown;
}

export type Hook = (call: Call) => unknown;
/** By the name of the method. */
export type Hooks = ReadonlyMap<PropertyKey, Hook>;

const derived = new WeakMap<Hooks, WeakMap<object, object>>();

/**
 * Puts hooks between an object and its class: it stays the same object with the same own properties,
 * of the same class, and other objects of the class are not concerned.
 */
export function derive(target: object, hooks: Hooks): void {
  const base: unknown = Object.getPrototypeOf(target);
  if (typeof base === 'object' && base !== null) {
    Object.setPrototypeOf(target, prototypeOver(base, hooks));
  }
}

/** Takes the hooks out again, unless something else has been put over them since. */
export function underive(target: object, hooks: Hooks): void {
  const current = Object.getPrototypeOf(target) as object; // nobody gives a driver no prototype
  const base = Object.getPrototypeOf(current) as object | null;
  if (base !== null && derived.get(hooks)?.get(base) === current) {
    Object.setPrototypeOf(target, base);
  }
}

/** For an object that has its methods as properties of its own. */
export function override(target: object, hooks: Hooks): void {
  for (const [name, hook] of hooks) {
    const original: unknown = Reflect.get(target, name);
    if (!isMethod(original)) continue;
    Reflect.set(
      target,
      name,
      hooked(hook, () => original),
    );
  }
}

function prototypeOver(base: object, hooks: Hooks): object {
  const known = derived.get(hooks) ?? new WeakMap<object, object>();
  derived.set(hooks, known);
  const existing = known.get(base);
  if (existing !== undefined) return existing;
  const made = Object.create(base) as object; // Object.create has no types
  const own = Object.getOwnPropertyDescriptor(base, 'constructor');
  if (own !== undefined) Object.defineProperty(made, 'constructor', own);
  for (const [name, hook] of hooks) {
    if (!isMethod(Reflect.get(base, name))) continue;
    const value = hooked(hook, () => Reflect.get(base, name) as Method); // it was one just now
    Object.defineProperty(made, name, { value, configurable: true, writable: true });
  }
  known.set(base, made);
  return made;
}

/** The original is looked up at each call: others may put theirs into the class later. */
function hooked(hook: Hook, original: () => Method): Method {
  return function followed(this: object, ...given) {
    return hook({
      target: this,
      given,
      proceed: (changed = given) =>
        withDeeperStacks(() => Reflect.apply(original(), this, changed)),
    });
  };
}

/** Calls between the program's and the driver's, at most. */
const ownFrames = 8;

/** The driver notes the stack of each call for its errors: our frames must not push out the program's. */
function withDeeperStacks<Result>(work: () => Result): Result {
  const { stackTraceLimit } = Error;
  if (stackTraceLimit > 0) Error.stackTraceLimit = stackTraceLimit + ownFrames;
  try {
    return work();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

const isMethod = (value: unknown): value is Method => typeof value === 'function';
