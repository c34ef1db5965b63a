import type { Driver, Session } from 'neo4j-driver';

import { databaseHits } from './profiled-write.ts';

/** A driver that runs every statement of the engine with a profile. */
export interface ProfilingDriver {
  readonly driver: Driver;
  /** The database hits of one call: of all that it sends by itself. */
  readonly hitsOf: (call: () => Promise<unknown>) => Promise<number>;
}

/** Makes one of a driver; closing it is the business of whoever opened that. Calls that are counted must not overlap. */
export function profilingDriver(driver: Driver): ProfilingDriver {
  let hits: number | undefined;
  const profiled = (session: Session): Session =>
    replacing(session, 'run', async (text: string, ...given: readonly unknown[]) => {
      const profiledText = text.replace('CYPHER 5', 'CYPHER 5 PROFILE');
      const sent = hits === undefined ? text : profiledText; // what makes the schema has no profile
      const result = await session.run(sent, ...(given as [object, object])); // as the engine gives them
      if (hits !== undefined) hits += databaseHits(result.summary);
      return result;
    });
  return {
    driver: replacing(driver, 'session', (config: Parameters<Driver['session']>[0]) =>
      profiled(driver.session(config)),
    ),
    hitsOf: async (call) => {
      hits = 0;
      try {
        await call();
        return hits;
      } finally {
        hits = undefined;
      }
    },
  };
}

/** The same object with another method in the place of one; every other is called on the object itself. */
function replacing<Target extends object>(
  target: Target,
  method: keyof Target,
  replacement: unknown,
): Target {
  return new Proxy(target, {
    get: (_target, name) => {
      if (name === method) return replacement;
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}
