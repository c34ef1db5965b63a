import * as z from 'zod';

import { InvalidInputError } from '../errors/input-errors.ts';
import { parseInput } from './parse-input.ts';

export const abortSignal = z.custom<AbortSignal>(
  (value) => value instanceof AbortSignal,
  'an AbortSignal',
);

/** Checks an object of options: what is not known is refused by name, since it may be a misspelt `dryRun`. */
export function parseOptions<Schema extends z.ZodType>(
  schema: Schema,
  given: unknown,
): z.output<Schema> {
  // Not shown, since it may be an address with a password in it.
  if (!isOptions(given))
    throw new InvalidInputError('options', 'Expected `options` to be an object of options');
  return parseInput(schema, given);
}

/** Neither null nor a list, and no Date, AbortSignal or other object that has its own tag. */
export const isOptions = (value: unknown): value is object =>
  Object.prototype.toString.call(value) === '[object Object]';
