import type Neo4j from 'neo4j-driver';

import { InstantValue, type Parameter, type ParameterMap, WholeNumber } from '../parameter.ts';

/** The values of the driver: its own classes, and the functions that make them. */
export type DriverValues = Pick<typeof Neo4j, 'int' | 'types'>;

/** Turns parameters into what the driver packs rightly; whatever it would alter or choke on is a TypeError here. */
export function encodeParameters(
  driver: DriverValues,
  parameters: ParameterMap,
): Record<string, unknown> {
  return encodeMap(driver, parameters);
}

function encode(driver: DriverValues, value: Parameter): unknown {
  if (typeof value === 'object') return encodeObject(driver, value);
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new TypeError(`Cannot store the number ${value}`);
  // The types allow nothing else, but a value of another type would break the connection for its next user.
  if (!['string', 'boolean', 'number'].includes(typeof value))
    throw new TypeError(`Cannot send a ${typeof value} to the database`);
  return value;
}

function encodeObject(driver: DriverValues, value: Exclude<Parameter, string | number | boolean>) {
  if (value === null) return null;
  if (value instanceof WholeNumber) return driver.int(value.value);
  if (value instanceof InstantValue) return toDateTime(driver, value.text);
  if (isList(value)) return value.map((item) => encode(driver, item));
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null)
    throw new TypeError('Cannot send an object of a class to the database');
  return encodeMap(driver, value);
}

const isList = (value: object): value is readonly Parameter[] => Array.isArray(value);

function encodeMap(driver: DriverValues, map: ParameterMap): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(map).map(([name, value]) => [name, encode(driver, value)]),
  );
}

/** `2026-03-01T09:00:00.123456Z` as a DATETIME in UTC, without the detour over a Date, which would lose the microseconds. */
function toDateTime(driver: DriverValues, text: string): unknown {
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = text
    .slice(0, 19)
    .split(/[-T:]/)
    .map(Number);
  const fraction = /\.(\d+)/.exec(text)?.[1] ?? '';
  const nanosecond = Number(fraction.padEnd(9, '0'));
  return new driver.types.DateTime(year, month, day, hour, minute, second, nanosecond, 0);
}
