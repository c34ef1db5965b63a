import { Neo4jError } from 'neo4j-driver';
import { expect, it } from 'vitest';

import { isRetryable } from './driver-error.ts';
import { translateError } from './translate-error.ts';

const place = { address: 'localhost:7687', database: 'neo4j' };

/** As the driver makes it of what the server says. */
const failureOf = (code: string): Neo4jError =>
  new Neo4jError('what the server says', code, '50N42', 'general processing exception');

it.each([
  // A leader that moved: what the server says, and what a driver that routes makes of it.
  ['Neo.ClientError.Cluster.NotALeader', 'DATABASE_REFUSED'],
  ['Neo.ClientError.General.ForbiddenOnReadOnlyDatabase', 'DATABASE_REFUSED'],
  ['SessionExpired', 'DATABASE_UNAVAILABLE'],
  ['ServiceUnavailable', 'DATABASE_UNAVAILABLE'],
  ['Neo.TransientError.Transaction.DeadlockDetected', 'DATABASE_BUSY'],
  ['Neo.ClientError.Transaction.LockClientStopped', 'DATABASE_BUSY'],
  ['Neo.ClientError.Transaction.Terminated', 'DATABASE_UNAVAILABLE'],
  ['Neo.TransientError.General.DatabaseUnavailable', 'DATABASE_UNAVAILABLE'],
  ['Neo.TransientError.General.MemoryPoolOutOfMemoryError', 'DATABASE_BUSY'],
  ['Neo.ClientError.Security.AuthorizationExpired', 'DATABASE_FAILED'],
])('%s is sent again, and becomes %s when it does not pass', (code, told) => {
  const failure = failureOf(code);
  expect(isRetryable(failure)).toBe(true);
  expect(translateError(failure, place)).toMatchObject({ code: told, cause: failure });
  expect(translateError(failure, place).message).not.toContain('what the server says');
});

it.each([
  ['Neo.ClientError.Statement.SyntaxError', 'DATABASE_FAILED'],
  ['Neo.ClientError.Schema.ConstraintValidationFailed', 'DATABASE_FAILED'],
  ['Neo.ClientError.Security.Unauthorized', 'DATABASE_REFUSED'],
  ['Neo.ClientError.Security.Forbidden', 'DATABASE_REFUSED'],
  ['Neo.ClientError.Database.DatabaseNotFound', 'DATABASE_REFUSED'],
  ['Neo.DatabaseError.Statement.ExecutionFailed', 'DATABASE_FAILED'],
  ['N/A', 'DATABASE_FAILED'],
])('%s is not sent again, and becomes %s', (code, told) => {
  const failure = failureOf(code);
  expect(isRetryable(failure)).toBe(false);
  expect(translateError(failure, place)).toMatchObject({ code: told, retryable: false });
});
