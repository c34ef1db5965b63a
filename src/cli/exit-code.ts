import { type ErrorCode, MemosGraphError } from '../errors/memos-graph-error.ts';

/** What the process answers to its caller; documented in `--help`. */
export const exitCodes = {
  ok: 0,
  failed: 1,
  usage: 2,
  notFound: 3,
  conflict: 4,
  unreachable: 5,
  interrupted: 130,
} as const;

export const exitCodeHelp = `Exit codes:
  0    it worked
  1    it failed, or problems were found
  2    the command line or its input cannot be used
  3    what was asked for is not in this space
  4    it contradicts what is stored; nothing was changed
  5    the database cannot be reached or is busy; the same command may work later
  130  interrupted`;

const byErrorCode: Partial<Record<ErrorCode, number>> = {
  INVALID_INPUT: exitCodes.usage,
  QUERY_REFUSED: exitCodes.usage,
  CAPABILITY_MISSING: exitCodes.usage,
  NODE_NOT_FOUND: exitCodes.notFound,
  ID_CONFLICT: exitCodes.conflict,
  BACKPRESSURE: exitCodes.unreachable,
  DATABASE_BUSY: exitCodes.unreachable,
  DATABASE_UNAVAILABLE: exitCodes.unreachable,
  TIMEOUT: exitCodes.unreachable,
  CONTEXT_LOST: exitCodes.unreachable,
  CONTEXT_CHANGED: exitCodes.unreachable,
  ABORTED: exitCodes.interrupted,
};

/** The exit code of a failure. */
export function exitCodeOf(error: unknown): number {
  return MemosGraphError.isInstance(error)
    ? (byErrorCode[error.code] ?? exitCodes.failed)
    : exitCodes.failed;
}
