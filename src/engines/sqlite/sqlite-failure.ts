import {
  DatabaseBusyError,
  DatabaseFailedError,
  FileUnusableError,
} from '../../errors/database-errors.ts';

/** SQLite's primary result codes that mean something to a caller. */
const resultCode = {
  busy: 5,
  locked: 6,
  readOnly: 8,
  damaged: 11,
  full: 13,
  cannotOpen: 14,
  notDatabase: 26,
} as const;

const problems: Readonly<Record<number, string>> = {
  [resultCode.readOnly]:
    'is read-only; allow this user to write the file and its folder, or choose another file',
  [resultCode.damaged]: 'is damaged; restore it from a backup. Nothing was changed',
  [resultCode.full]:
    'cannot grow because the disk is full; free some space and send the call again, which is safe',
  [resultCode.cannotOpen]:
    'cannot be opened; check that its folder exists and that this user may read and write there',
  [resultCode.notDatabase]: 'is not an SQLite database; choose another file. Nothing was changed',
};

/** The primary result code of an error of SQLite; undefined for any other error. */
function primaryCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error)) return undefined;
  return typeof error.errcode === 'number' ? error.errcode & 0xff : undefined;
}

/** Tells whether another connection holds what is needed, so that trying again helps. */
export function isBusy(error: unknown): boolean {
  const code = primaryCode(error);
  return code === resultCode.busy || code === resultCode.locked;
}

/** Turns an error of SQLite into one of ours; any other error stays as it is. */
export function sqliteFailure(error: unknown, file: string): unknown {
  const code = primaryCode(error);
  if (code === undefined) return error;
  const problem = problems[code];
  if (problem !== undefined) return new FileUnusableError(file, problem, { cause: error });
  if (isBusy(error)) return new DatabaseBusyError('Another process', 0, { cause: error });
  return new DatabaseFailedError(`SQLite result code ${code}`, { cause: error });
}
