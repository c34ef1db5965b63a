import {
  DatabaseBusyError,
  DatabaseFailedError,
  DatabaseRefusedError,
  DatabaseUnavailableError,
  ReadOnlyError,
} from '../../../errors/database-errors.ts';
import { MemosGraphError } from '../../../errors/memos-graph-error.ts';
import { TimeoutError } from '../../../errors/session-errors.ts';
import { statementTimeoutMs } from '../statement-runner.ts';
import { codeOf, isConnectionLost, isDriverError, noCode } from './driver-error.ts';

/** What an error's sentence may name. */
export interface ErrorPlace {
  /** Without credentials. */
  readonly address: string;
  readonly database: string;
  /** How long the statement may take, in milliseconds. */
  readonly timeoutMs?: number;
  /** The transactions of contexts of this process. */
  readonly openBatches?: ReadonlySet<{ readonly since: number }>;
}

/** Who may hold a lock: the server does not say, but a batch context of this process that is open is a likely one. */
export function lockHolder({ openBatches }: Pick<ErrorPlace, 'openBatches'>): string {
  if (openBatches === undefined || openBatches.size === 0) return 'Another transaction';
  const oldest = Math.min(...[...openBatches].map(({ since }) => since));
  const seconds = Math.round((performance.now() - oldest) / 1000);
  return `Another transaction, perhaps a batch context of this process (${openBatches.size} open, the oldest for ${seconds} s),`;
}

type Translation = (place: ErrorPlace, options: ErrorOptions) => MemosGraphError;

const unavailable: Translation = ({ address }, options) =>
  new DatabaseUnavailableError(address, options);

const held: Translation = (place, options) =>
  new DatabaseBusyError(lockHolder(place), place.timeoutMs ?? statementTimeoutMs, options);

const outOfMemory: Translation = ({ timeoutMs = statementTimeoutMs }, options) =>
  new DatabaseBusyError(
    'Queries that use all the memory the server gives to transactions',
    timeoutMs,
    options,
  );

const timedOut: Translation = ({ timeoutMs = statementTimeoutMs }, options) =>
  new TimeoutError('The statement', timeoutMs, options);

const refused =
  (sentence: (place: ErrorPlace) => string): Translation =>
  (place, options) =>
    new DatabaseRefusedError(sentence(place), options);

const wrongPassword = refused(
  ({ address }) =>
    `The database at ${address} refuses the user name or the password; check both and try again`,
);

const readOnly = refused(
  ({ address, database }) =>
    `The database ${JSON.stringify(database)} at ${address} is read-only here; use the address of its writer`,
);

const translations: Readonly<Record<string, Translation>> = {
  'Neo.TransientError.General.DatabaseUnavailable': unavailable,
  'Neo.TransientError.Database.DatabaseUnavailable': unavailable,
  'Neo.ClientError.Security.Unauthorized': wrongPassword,
  'Neo.ClientError.Security.TokenExpired': wrongPassword,
  'Neo.ClientError.Security.AuthenticationRateLimit': refused(
    ({ address }) =>
      `The database at ${address} refuses this user for a while after too many wrong passwords; wait, then check the password`,
  ),
  'Neo.ClientError.Security.CredentialsExpired': refused(
    ({ address }) =>
      `The password of this user has expired at ${address}; change it there, then try again`,
  ),
  'Neo.ClientError.Security.Forbidden': refused(
    ({ database }) =>
      `This user may not do that in the database ${JSON.stringify(database)}; ask its administrator for the right`,
  ),
  'Neo.ClientError.Database.DatabaseNotFound': refused(
    ({ address, database }) =>
      `There is no database ${JSON.stringify(database)} at ${address}; check the name`,
  ),
  'Neo.ClientError.General.ForbiddenOnReadOnlyDatabase': readOnly,
  'Neo.ClientError.General.WriteOnReadOnlyAccessDatabase': readOnly,
  'Neo.ClientError.Cluster.NotALeader': readOnly,
  'Neo.ClientError.Statement.AccessMode': (_place, options) => new ReadOnlyError(options),
  'Neo.ClientError.Transaction.LockClientStopped': held,
  'Neo.TransientError.Transaction.LockClientStopped': held,
  'Neo.TransientError.Transaction.LockAcquisitionTimeout': held,
  'Neo.TransientError.Transaction.DeadlockDetected': held,
  'Neo.TransientError.General.MemoryPoolOutOfMemoryError': outOfMemory,
  'Neo.ClientError.Transaction.Terminated': unavailable,
  'Neo.ClientError.Transaction.TransactionTimedOut': timedOut,
  'Neo.ClientError.Transaction.TransactionTimedOutClientConfiguration': timedOut,
  'Neo.TransientError.Transaction.TransactionTimedOut': timedOut,
};

/** Turns an error of the driver into one of ours, which keeps it as `cause` and repeats nothing of its text. */
export function translateError(error: unknown, place: ErrorPlace): Error {
  if (MemosGraphError.isInstance(error)) return error;
  if (!isDriverError(error)) return toError(error);
  const options = { cause: error };
  const translation = isConnectionLost(error) ? unavailable : translations[codeOf(error)];
  if (translation !== undefined) return translation(place, options);
  // The driver has no code for a full pool, only this sentence of its own.
  if (error.code === noCode && error.message.startsWith('Connection acquisition timed out'))
    return new DatabaseBusyError('Other calls of this process', acquisitionTimeoutMs, options);
  return new DatabaseFailedError(error.code, options);
}

/** How long a call waits for a connection of the pool, in milliseconds. */
export const acquisitionTimeoutMs = 10_000;

const toError = (error: unknown): Error =>
  error instanceof Error
    ? error
    : new Error('Something that is no error was thrown', { cause: error });
