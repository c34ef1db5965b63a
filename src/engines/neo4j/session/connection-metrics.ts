import type { Driver } from 'neo4j-driver';

import type { ConnectionMetrics } from '../../../engine/metrics.ts';
import type { ConnectionGate } from './connection-gate.ts';

/** The connections that are used now, and those that are open and unused, as far as the driver can be asked. */
export function connectionMetrics({
  gate,
  driver,
}: {
  readonly gate: ConnectionGate;
  readonly driver: Driver;
}): ConnectionMetrics {
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

/** How many connections a driver opens at most; without end when there is none, or it does not tell. */
export function connectionsOf(driver: Driver | undefined): number {
  const config = memberOf(driver, '_config');
  const size: unknown =
    config === undefined ? undefined : Reflect.get(config, 'maxConnectionPoolSize');
  return typeof size === 'number' && size > 0 ? size : Infinity;
}

const lengthOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, 'length') : undefined;

function memberOf(owner: object | undefined, name: string): object | undefined {
  const member: unknown = owner === undefined ? undefined : Reflect.get(owner, name);
  return typeof member === 'object' && member !== null ? member : undefined;
}
