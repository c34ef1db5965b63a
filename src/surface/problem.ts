import * as z from 'zod';

import { InvalidInputError } from '../errors/input-errors.ts';
import { type ErrorCode, MemosGraphError } from '../errors/memos-graph-error.ts';

export const problemOutput = z
  .object({
    code: z.string().describe('What went wrong, for programs'),
    message: z.string().describe('The same in a sentence, with what to do'),
    retryable: z.boolean().describe('True when the same call may succeed later'),
    field: z.string().exactOptional().describe('The argument that cannot be used'),
    ids: z.array(z.string()).readonly().exactOptional().describe('The ids it is about'),
  })
  .readonly()
  .meta({ id: 'Problem' });

/** A failure as those outside of this process may see it: no stack, no path, no address, no message of a database. */
export type Problem = z.output<typeof problemOutput>;

/** Sentences for failures whose own may name a file or an address, or quote the database. */
const sentences: Readonly<Partial<Record<ErrorCode, string>>> = {
  DATABASE_UNAVAILABLE: 'The database does not answer; try again later',
  DATABASE_REFUSED: 'The database refuses this server; its operator has to look at its settings',
  DATABASE_FAILED: 'The database failed; nothing of this call is kept. Try again later',
  SCHEMA_MISSING: 'The database has no schema of memos-graph; its operator has to apply it',
  SCHEMA_NEWER: 'The database is of a newer release; this server has to be updated',
  SCHEMA_CONFLICT: 'The schema of the database is in conflict; its operator has to look at it',
  FILE_UNUSABLE:
    'The file of the memory cannot be used; the operator of this server has to look at it',
  SQLITE_UNAVAILABLE:
    'This server has no SQLite that is new enough; its operator has to install one',
  CLOSED: 'This server is stopping; try again later',
  BACKPRESSURE: 'Too many writes wait already; nothing was written. Send it again a little later',
};

/** Words for whatever went wrong that are safe to show to anybody. */
export function problemOf(error: unknown): Problem {
  if (!MemosGraphError.isInstance(error)) {
    return {
      code: 'INTERNAL',
      message: 'Something unexpected failed here; the log of the server says what',
      retryable: false,
    };
  }
  const { code, retryable } = error;
  return {
    code,
    message: sentences[code] ?? error.message,
    retryable: retryable || code === 'CLOSED',
    ...(error instanceof InvalidInputError && error.field !== '' ? { field: error.field } : {}),
    ...('ids' in error && isIds(error.ids) ? { ids: error.ids } : {}),
  };
}

const isIds = (value: unknown): value is readonly string[] => Array.isArray(value);

/** Whether only the log of the server can say what happened. */
export const isUnexpected = (error: unknown): boolean => !MemosGraphError.isInstance(error);
