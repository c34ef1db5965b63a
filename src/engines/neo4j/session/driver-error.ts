/** What is looked at in an error of the driver: its code, never its text, which may quote what is stored. */
interface DriverError {
  readonly code: string;
  readonly message: string;
}

/** The driver's code for what the server did not say: a full pool, a closed session. */
export const noCode = 'N/A';

export function isDriverError(error: unknown): error is DriverError {
  return error instanceof Error && 'code' in error && typeof error.code === 'string';
}

export const codeOf = (error: unknown): string => (isDriverError(error) ? error.code : '');

/** Tells whether the connection is gone, so that nobody knows what the server did. */
export const isConnectionLost = (error: unknown): boolean =>
  ['ServiceUnavailable', 'SessionExpired'].includes(codeOf(error)) || isBrokenHandshake(error);

/** A connection that ends while it is set up: the driver then complains of the end as of a message it cannot read. */
const isBrokenHandshake = (error: unknown): boolean =>
  (codeOf(error) === 'ProtocolError' &&
    isDriverError(error) &&
    /closed by server/.test(error.message)) ||
  codeOf(error) === 'ERR_OUT_OF_RANGE';

const retryableCodes: ReadonlySet<string> = new Set([
  // The driver calls these final. A lock's owner will end, and an end of a link that was forgotten is simply not there next time.
  'Neo.ClientError.Transaction.LockClientStopped',
  'Neo.ClientError.Statement.EntityNotFound',
  // Planning counts: on a busy server the first run of a statement can take longer than its limit, the second finds the plan.
  'Neo.ClientError.Transaction.TransactionTimedOut',
  'Neo.ClientError.Transaction.TransactionTimedOutClientConfiguration',
  // A server that is shut down ends what runs.
  'Neo.ClientError.Transaction.Terminated',
  'Neo.ClientError.Cluster.NotALeader',
  'Neo.ClientError.General.ForbiddenOnReadOnlyDatabase',
  'Neo.ClientError.Security.AuthorizationExpired',
]);

/** Tells whether the statement waited for a lock, or worked, until its time was over. */
export const isLockWait = (error: unknown): boolean =>
  codeOf(error).startsWith('Neo.') &&
  [
    'LockClientStopped',
    'LockAcquisitionTimeout',
    'TransactionTimedOut',
    'TransactionTimedOutClientConfiguration',
  ].includes(codeOf(error).slice(codeOf(error).lastIndexOf('.') + 1));

/** For opening: a server that is not there is told at once, what is busy is asked again. */
export const isRetryableWhileConnected = (error: unknown): boolean =>
  isRetryable(error) && !isConnectionLost(error);

/** For queries of callers, whose own length may be why they ended: only what others caused is tried again. */
export const isPassing = (error: unknown): boolean =>
  codeOf(error) === 'Neo.ClientError.Statement.EntityNotFound' ||
  codeOf(error).startsWith('Neo.TransientError.');

/** Tells whether the same statement may succeed when it is sent again; all our writes are idempotent. */
export function isRetryable(error: unknown): boolean {
  const code = codeOf(error);
  return (
    isConnectionLost(error) || retryableCodes.has(code) || code.startsWith('Neo.TransientError.')
  );
}
