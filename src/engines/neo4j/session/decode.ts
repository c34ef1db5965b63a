import type Neo4j from 'neo4j-driver';

import { instantText } from '../instant-text.ts';

/** What tells the driver's values apart. */
export type DriverGuards = Pick<
  typeof Neo4j,
  | 'isInt'
  | 'isDateTime'
  | 'isNode'
  | 'isRelationship'
  | 'isPath'
  | 'isDate'
  | 'isTime'
  | 'isLocalDateTime'
  | 'isLocalTime'
  | 'isDuration'
>;

/** Told of every value and every name before it is converted, with the least that it takes in JSON; may throw to end the conversion. */
export type Spend = (bytes: number) => void;

/** Turns what the driver answers into plain values that JSON can hold. */
export function decode(driver: DriverGuards, value: unknown, spend?: Spend): unknown {
  spend?.(typeof value === 'string' ? value.length : 1);
  if (value === null || value === undefined) return null;
  if (typeof value === 'bigint') return decodeBigInt(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  return typeof value === 'object' ? decodeObject(driver, value, spend) : value;
}

function decodeObject(driver: DriverGuards, value: object, spend: Spend | undefined): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => decode(driver, item, spend));
  // All that the driver makes for a type of its own has a class.
  if (Object.getPrototypeOf(value) === Object.prototype) return decodeMap(driver, value, spend);
  if (driver.isInt(value)) return decodeBigInt(value.toBigInt());
  if (driver.isDateTime(value)) return instantText(toText(value));
  return decodeGraph(driver, value, spend);
}

/** The driver's temporal classes write themselves in ISO 8601. */
interface Temporal {
  readonly toString: () => string;
}

const toText = (value: Temporal): string => value.toString();

/** Numbers that JavaScript would round become text. */
function decodeBigInt(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}

function decodeGraph(driver: DriverGuards, value: object, spend: Spend | undefined): unknown {
  if (driver.isNode(value))
    return { labels: value.labels, properties: decodeMap(driver, value.properties, spend) };
  if (driver.isRelationship(value))
    return { type: value.type, properties: decodeMap(driver, value.properties, spend) };
  if (driver.isPath(value)) {
    const nodes = [value.start, ...value.segments.map((segment) => segment.end)];
    const relationships = value.segments.map((segment) => segment.relationship);
    return {
      nodes: decode(driver, nodes, spend),
      relationships: decode(driver, relationships, spend),
    };
  }
  if (isTemporal(driver, value)) return toText(value);
  // A point, or a map, which is all that is left.
  return decodeMap(driver, value, spend);
}

function isTemporal(driver: DriverGuards, value: object): value is Temporal {
  return (
    driver.isDate(value) ||
    driver.isTime(value) ||
    driver.isLocalDateTime(value) ||
    driver.isLocalTime(value) ||
    driver.isDuration(value)
  );
}

function decodeMap(
  driver: DriverGuards,
  map: object,
  spend: Spend | undefined,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(map).map(([name, value]: [string, unknown]) => {
      spend?.(name.length);
      return [name, decode(driver, value, spend)];
    }),
  );
}
