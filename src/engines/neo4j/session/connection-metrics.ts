import type { Driver } from 'neo4j-driver';

import type { ConnectionMetrics } from '../../../engine/metrics.ts';
import type { OpenDriver } from './open-driver.ts';

/** The connections that are used now, and those that are open and unused, as far as the driver can be asked. */
export function connectionMetrics({ gate, driver }: OpenDriver): ConnectionMetrics {
  const idle = idleConnections(driver);
  const { inUse, waiting, limit } = gate;
  return { inUse, waiting, limit, ...(idle === undefined ? {} : { idle }) };
}

/** The driver has no public word for its pool: what is not where it is expected is not told. */
function idleConnections(driver: Driver): number | undefined {
  const pool = memberOf(memberOf(driver, '_connectionProvider'), '_connectionPool');
  const byAddress = memberOf(pool, '_pools');
  if (byAddress === undefined) return undefined;
  const lengths = Object.values(byAddress).map((idle: unknown) =>
    Array.isArray(idle) ? idle.length : Number(lengthOf(idle)),
  );
  const sum = lengths.reduce((total, length) => total + length, 0);
  return Number.isInteger(sum) ? sum : undefined;
}

const lengthOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, 'length') : undefined;

function memberOf(owner: object | undefined, name: string): object | undefined {
  const member: unknown = owner === undefined ? undefined : Reflect.get(owner, name);
  return typeof member === 'object' && member !== null ? member : undefined;
}
