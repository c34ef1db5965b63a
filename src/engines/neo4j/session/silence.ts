import { DatabaseBusyError, DatabaseUnavailableError } from '../../../errors/database-errors.ts';
import { TimeoutError } from '../../../errors/session-errors.ts';
import type { OpenDriver } from './open-driver.ts';
import { lockHolder } from './translate-error.ts';

/** How long a server that says nothing is asked whether it is there, in milliseconds. */
const probeTimeoutMs = 2000;

/**
 * The error for a statement that was not answered in time. A server that answers something else meanwhile is there: then the
 * statement waits for another transaction, where the server's own time limit does not reach, and goes on when that one ends.
 */
export async function silenceOf(
  open: OpenDriver,
  { limitMs, mayBeApplied }: { readonly limitMs: number; readonly mayBeApplied: boolean },
): Promise<Error> {
  if (!(await answers(open))) return new DatabaseUnavailableError(open.address);
  if (!mayBeApplied) return new TimeoutError('The statement', limitMs);
  return new DatabaseBusyError(lockHolder(open), limitMs, { mayBeApplied });
}

async function answers({ driver, database }: OpenDriver): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), probeTimeoutMs);
  });
  const probe = driver.getServerInfo({ database }).then(
    () => true,
    () => false,
  );
  try {
    return await Promise.race([probe, late]);
  } finally {
    clearTimeout(timer);
  }
}
