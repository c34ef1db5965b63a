import { QueryFailedError, QueryRefusedError } from '../../../errors/query-errors.ts';
import { TimeoutError } from '../../../errors/session-errors.ts';
import { isDriverError } from './driver-error.ts';
import { type ErrorPlace, translateError } from './translate-error.ts';

/** What the server reads before the caller's own text. */
const prefixes = { explain: 'CYPHER 5 EXPLAIN '.length, run: 'CYPHER 5 '.length } as const;

const reasons: Readonly<Record<string, string>> = {
  SyntaxError: 'it is not valid Cypher',
  SemanticError: 'it has no meaning in Cypher',
  ParameterMissing: 'it names a parameter that `params` does not have',
  TypeError: 'it uses a value of a type that does not fit there',
  ArgumentError: 'it gives a function something it cannot use',
  ArithmeticError: 'it calculates something impossible, such as a division by zero',
  EntityNotFound: 'something it was reading was removed meanwhile; run it again',
};

/** Turns an error about a caller's text into one with our own words: the server's may quote what is stored. */
export function translateQueryError(
  error: unknown,
  place: ErrorPlace & { readonly stage: keyof typeof prefixes; readonly timeoutMs: number },
): Error {
  if (!isDriverError(error)) return translateError(error, place);
  const options = { cause: error };
  if (error.code.includes('TransactionTimedOut'))
    return new TimeoutError('The query', place.timeoutMs, options);
  if (error.code === 'Neo.ClientError.Statement.AccessMode')
    return new QueryRefusedError('it would write', options);
  const name = /^Neo\.ClientError\.Statement\.(\w+)$/.exec(error.code)?.[1];
  if (name === undefined) return translateError(error, place);
  const reason = reasons[name] ?? `the database calls it a ${name}`;
  return new QueryFailedError(
    `${reason}${positionIn(error.message, prefixes[place.stage])}`,
    options,
  );
}

function positionIn(message: string, prefix: number): string {
  const match = /line (\d+), column (\d+)/.exec(message);
  if (match === null) return '';
  const line = Number(match[1]);
  const column = Number(match[2]) - (line === 1 ? prefix : 0);
  return column < 1 ? '' : ` (line ${line}, column ${column})`;
}
