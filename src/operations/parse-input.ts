import type * as z from 'zod';

import { InvalidInputError } from '../errors/input-errors.ts';
import { cut } from '../model/cut.ts';

const previewCharacters = 60;
const maxNesting = 100;

type Issue = z.core.$ZodIssue;

/** Checks an input once, at the edge; throws an `InvalidInputError` that names the field, the value and what is wanted. */
export function parseInput<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
): z.output<Schema> {
  const given = withoutUndefined(input);
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const issue = deepest(mostTelling(result.error.issues), given);
  throw new InvalidInputError(fieldName(issue?.path ?? []), sentence(issue, given), {
    cause: result.error,
  });
}

/** In JavaScript an option that is `undefined` is one that was not given. */
function withoutUndefined(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null) return value;
  // Also ends the walk of an object that contains itself.
  if (depth > maxNesting) {
    throw new InvalidInputError(
      '',
      `Expected the input to be nested at most ${maxNesting} deep, got one that is deeper or contains itself`,
    );
  }
  if (Array.isArray(value)) return value.map((inner) => withoutUndefined(inner, depth + 1));
  if (!isPlain(value)) return value;
  if (Object.hasOwn(value, '__proto__')) {
    throw new InvalidInputError(
      '__proto__',
      '`__proto__` cannot be stored as a key; use another name',
    );
  }
  const given: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(value))
    if (inner !== undefined) given[key] = withoutUndefined(inner, depth + 1);
  return given;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** A field with a wrong name is often also why another is missing: it is told first. */
function mostTelling(issues: readonly Issue[]): Issue | undefined {
  return issues.find((issue) => issue.code === 'unrecognized_keys') ?? issues[0];
}

/** Goes into the branch of a union that the value was meant for: the one with the fewest complaints beyond its type. */
function deepest(issue: Issue | undefined, input: unknown): Issue | undefined {
  if (issue?.code !== 'invalid_union') return issue;
  const branches = issue.errors.map((errors) =>
    errors.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })),
  );
  const meant = branches
    .filter((errors) => !errors.some((inner) => isOfOtherType(inner, issue)))
    .toSorted((a, b) => a.length - b.length)[0];
  return meant === undefined
    ? ofNoType(
        issue,
        branches.flatMap((errors) => errors.slice(0, 1)),
      )
    : deepest(mostTelling(meant), input);
}

function isOfOtherType(inner: Issue, union: Issue): boolean {
  return inner.code === 'invalid_type' && inner.path.length === union.path.length;
}

/** The value is of none of the types of a union: says all of them. */
function ofNoType(union: Issue, branches: readonly Issue[]): Issue {
  const message = [...new Set(branches.map(wanted))].join(' or ');
  return { code: 'custom', path: union.path, message };
}

function sentence(issue: Issue | undefined, input: unknown): string {
  if (issue === undefined) return 'The input cannot be used';
  if (issue.code === 'unrecognized_keys') return unknownField(issue);
  const value = valueAt(input, issue.path);
  const field = fieldName(issue.path);
  const subject = field === '' ? 'the input' : `\`${field}\``;
  if (value === undefined) return `Expected ${subject}, which is missing, to be ${wanted(issue)}`;
  return `Expected ${subject} to be ${wanted(issue)}, got ${preview(value)}`;
}

function unknownField(issue: Extract<Issue, { code: 'unrecognized_keys' }>): string {
  const names = issue.keys.map((key) => `\`${fieldName([...issue.path, key])}\``).join(', ');
  return `${names} is not known here; leave it out or correct its name`;
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  date: 'a Date',
};

function wanted(issue: Issue): string {
  if (issue.code === 'invalid_type') return typeNames[issue.expected] ?? issue.expected;
  if (issue.code === 'invalid_value')
    return `one of ${issue.values.map((value) => JSON.stringify(value)).join(', ')}`;
  if (issue.code === 'too_big')
    return sized(issue.origin, 'at most', String(issue.maximum)) ?? issue.message;
  if (issue.code === 'too_small')
    return sized(issue.origin, 'at least', String(issue.minimum)) ?? issue.message;
  return issue.message;
}

function sized(origin: string, bound: string, size: string): string | undefined {
  if (origin === 'array') return `a list of ${bound} ${size} items`;
  if (origin === 'number' || origin === 'int') return `${bound} ${size}`;
  return undefined;
}

function fieldName(path: readonly PropertyKey[]): string {
  return path
    .map((key, index) => {
      if (typeof key === 'number') return `[${key}]`;
      return index === 0 ? String(key) : `.${String(key)}`;
    })
    .join('');
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined,
    input,
  );
}

/** A short rendering that cannot break a line or a terminal. */
function preview(value: unknown): string {
  if (value instanceof Date)
    return `the Date ${Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString()}`;
  const text = render(value);
  if (text.length <= previewCharacters) return text;
  const size = typeof value === 'string' ? ` (${value.length} characters)` : '';
  return `${cut(text, previewCharacters)}…${size}`;
}

function render(value: unknown): string {
  if (typeof value === 'bigint' || typeof value === 'function' || typeof value === 'symbol')
    return `a ${typeof value}`;
  // JSON has no NaN and no Infinity.
  if (typeof value === 'number') return String(value);
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return 'a value that cannot be written as JSON';
  }
}
