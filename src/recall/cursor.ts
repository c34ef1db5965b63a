import { createHash } from 'node:crypto';

import { InvalidInputError } from '../errors/input-errors.ts';
import type { Instant } from '../model/instant.ts';

/** Where the next page of an answer begins. */
export interface Place {
  /** How many memories the pages before had. */
  readonly seen: number;
  /** The time that the first page was asked at; what is in force then is in force on every page. */
  readonly now: Instant;
}

const mostSeen = 1_000_000;

/** Makes the opaque text that continues an answer; it holds only for the same question with the same options. */
export function encodePlace({ seen, now }: Place, asked: unknown): string {
  return Buffer.from(JSON.stringify([digest(asked), seen, now])).toString('base64url');
}

/** Reads it back; throws an `InvalidInputError` when it is none, or belongs to another question. */
export function decodePlace(cursor: string, asked: unknown): Place {
  const [madeFor, seen, now] = parsed(cursor);
  if (typeof madeFor !== 'string' || typeof now !== 'string' || !isCount(seen) || !isInstant(now)) {
    throw problem('the `nextCursor` of an earlier page', JSON.stringify(cursor.slice(0, 60)));
  }
  if (madeFor !== digest(asked)) {
    throw problem('the `nextCursor` of the same question with the same options', 'that of another');
  }
  return { seen, now };
}

const problem = (wanted: string, got: string): InvalidInputError =>
  new InvalidInputError(
    'cursor',
    `Expected \`cursor\` to be ${wanted}, got ${got}; start again without it`,
  );

const isCount = (value: unknown): value is number =>
  Number.isInteger(value) && Number(value) > 0 && Number(value) <= mostSeen;

const isInstant = (text: string): boolean =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3,6}Z$/.test(text) && !Number.isNaN(Date.parse(text));

const digest = (asked: unknown): string =>
  createHash('sha256').update(JSON.stringify(asked)).digest('base64url').slice(0, 16);

function parsed(cursor: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
