import { InvalidInputError } from '../errors/input-errors.ts';
import { fingerprint } from '../model/identity.ts';

/** Continues an answer that is made anew for each call: how many of it were shown, for this very question. */
export function offsetCursor(question: object, offset: number): string {
  return Buffer.from(JSON.stringify([mark(question), offset])).toString('base64url');
}

/** Reads a cursor back; 0 without one. */
export function offsetOf(question: object, cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  const [madeFor, offset] = parsed(cursor);
  if (
    typeof offset !== 'number' ||
    !Number.isSafeInteger(offset) ||
    offset < 0 ||
    madeFor !== mark(question)
  ) {
    throw new InvalidInputError(
      'cursor',
      'Expected `cursor` to be the `nextCursor` of a call with the same other arguments; repeat them, or start again without it',
    );
  }
  return offset;
}

const mark = (question: object): string => fingerprint({ ...question }).slice(-8);

function parsed(cursor: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
