import { MemosGraphError } from './memos-graph-error.ts';

/** Thrown when a text given to `queryGraph` is not certain to be read-only; it was not run. */
export class QueryRefusedError extends MemosGraphError {
  override readonly code = 'QUERY_REFUSED';

  constructor(reason: string, options?: ErrorOptions) {
    super(`The query was not run: ${reason}`, options);
  }
}

/** Thrown when the database could not run a text given to `queryGraph`. */
export class QueryFailedError extends MemosGraphError {
  override readonly code = 'QUERY_FAILED';

  constructor(reason: string, options?: ErrorOptions) {
    super(`The query failed: ${reason}`, options);
  }
}
