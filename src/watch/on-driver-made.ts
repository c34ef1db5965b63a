import Module from 'node:module';

type Callable = (this: unknown, ...given: readonly unknown[]) => unknown;

/** Every copy of the driver that is installed, by its name or by the path that an ES module leads to. */
const driverPackage = /(?:^|[\\/])neo4j-driver(?:-lite)?(?:[\\/]lib[\\/]index\.js)?$/;

/**
 * Calls back with every driver that the program makes from now on. Both `require` and `import` of the driver,
 * which is a CommonJS package, come through the loader of CommonJS.
 */
export function onDriverMade(made: (driver: object) => void): void {
  const seen = new WeakSet<object>();
  const load = Reflect.get(Module, '_load') as Callable; // not in the types, but the hook of all such tools
  function loadFollowed(this: unknown, ...given: readonly unknown[]): unknown {
    const loaded = Reflect.apply(load, this, given);
    if (driverPackage.test(String(given[0]))) followExports(loaded, made, seen);
    return loaded;
  }
  Reflect.set(Module, '_load', loadFollowed);
}

/** The package exports the function by its name and in its default export. */
function followExports(
  loaded: unknown,
  made: (driver: object) => void,
  seen: WeakSet<object>,
): void {
  if (typeof loaded !== 'object' || loaded === null || seen.has(loaded)) return;
  seen.add(loaded);
  if ('driver' in loaded && typeof loaded.driver === 'function') {
    const make = loaded.driver as Callable; // checked in the line above
    Reflect.set(
      loaded,
      'driver',
      function driverFollowed(this: unknown, ...given: readonly unknown[]) {
        const instance = Reflect.apply(make, this, given);
        if (typeof instance === 'object' && instance !== null) made(instance);
        return instance;
      },
    );
  }
  if ('default' in loaded) followExports(loaded.default, made, seen);
}
