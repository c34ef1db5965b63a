import { DatabaseUnavailableError } from '../../../errors/database-errors.ts';
import type { StatementCall } from '../statement-runner.ts';
import { isConnectionLost, isDriverError, isLockWait } from './driver-error.ts';

/** A removal answers what it removed: sent twice, it would say of what went the first time that it was never there. */
export const isRemoval = ({ statement }: StatementCall): boolean =>
  statement.name.startsWith('remove');

/** How the driver words, by the call that failed, that it never had a connection; its codes do not tell. */
const neverConnected =
  /Caused by: (?:connect|getaddrinfo) |^Failed to establish connection in|^Could not perform discovery/;

const wasNeverSent = (error: unknown): boolean =>
  isDriverError(error) && neverConnected.test(error.message);

/** Which failures a statement is sent again after: a removal only when it cannot have been carried out. */
export function mayRepeat(
  call: StatementCall,
  mayRetry: (error: unknown) => boolean,
): (error: unknown) => boolean {
  if (call.yieldsToLocks === true) return (error) => mayRetry(error) && !isLockWait(error);
  if (!isRemoval(call)) return mayRetry;
  return (error) => mayRetry(error) && (!isConnectionLost(error) || wasNeverSent(error));
}

/** What the caller is told instead of a lost connection when a removal may have been carried out. */
export function removalLost(call: StatementCall, error: unknown, address: string): unknown {
  if (!isRemoval(call) || !isConnectionLost(error) || wasNeverSent(error)) return error;
  return new DatabaseUnavailableError(address, { cause: error, mayBeApplied: true });
}
