import { InvalidInputError } from '../../errors/input-errors.ts';
import { type Parameter, type ParameterMap, WholeNumber } from './parameter.ts';

/** Turns a caller's own parameters into ones that arrive as they were meant; whatever would be altered on the way is refused. */
export function toQueryParameters(params: Readonly<Record<string, unknown>>): ParameterMap {
  return toMap('params', params);
}

function toParameter(path: string, value: unknown): Parameter {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'string') return toText(path, value);
  if (typeof value === 'number') return toNumber(path, value);
  if (typeof value === 'object') return toObject(path, value);
  throw unusable(path, `a ${typeof value}`);
}

function toText(path: string, value: string): string {
  if (/\p{Surrogate}/u.test(value)) throw unusable(path, 'half of a character');
  return value;
}

/** Whole numbers go as INTEGER, as a limit or an index needs them. */
function toNumber(path: string, value: number): Parameter {
  if (!Number.isFinite(value)) throw unusable(path, String(value));
  return Number.isSafeInteger(value) ? new WholeNumber(value) : value;
}

function toObject(path: string, value: object | null): Parameter {
  if (value === null) return null;
  if (Array.isArray(value))
    return value.map((item, index) => toParameter(`${path}[${index}]`, item));
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null)
    throw unusable(path, 'an object of a class');
  return toMap(path, value as Readonly<Record<string, unknown>>); // a plain object
}

function toMap(path: string, map: Readonly<Record<string, unknown>>): ParameterMap {
  return Object.fromEntries(
    Object.entries(map)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, toParameter(`${path}.${name}`, value)]),
  );
}

const unusable = (path: string, got: string): InvalidInputError =>
  new InvalidInputError(
    path,
    `Expected \`${path}\` to be a text, a finite number, a boolean, null, or a list or object of these, got ${got}`,
  );
