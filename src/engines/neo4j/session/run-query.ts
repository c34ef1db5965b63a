import type { Session } from 'neo4j-driver';

import type { CallLimits, CypherAnswer, CypherQuery } from '../../../engine/engine.ts';
import type { TransactionOutcome } from '../../../engine/metrics.ts';
import { TimeoutError } from '../../../errors/session-errors.ts';
import type { Parameter, ParameterMap } from '../parameter.ts';
import type { QueryPlan } from '../query-guard.ts';
import { decode, type Spend } from './decode.ts';
import { encodeParameters } from './encode.ts';
import type { OpenDriver } from './open-driver.ts';
import { abandon, transactionMetadata } from './send.ts';
import { waitFor } from './wait-for.ts';

/**
 * Small enough that little is fetched in vain when a cap is reached. A single row cannot be bounded from here: the driver reads it
 * whole before it hands it over, and the time limit is the server's, which ends while it makes rows and not while one is read. What a
 * query may hold in memory there is for the server's `db.memory.transaction.max`.
 */
const rowsPerFetch = 50;
const graceMs = 5000;

export interface QueryCall extends Pick<CypherQuery, 'cypher' | 'timeoutMs'> {
  readonly parameters: ParameterMap;
}

/** Asks the server how it would carry out a text, without doing so. */
export async function explainQuery(
  open: OpenDriver,
  { cypher, parameters, timeoutMs }: QueryCall,
  limits: CallLimits,
): Promise<{ readonly queryType: string; readonly plan: QueryPlan | undefined }> {
  return inReadSession(open, { timeoutMs, limits }, async (session) => {
    const text = `CYPHER 5 EXPLAIN ${cypher}`;
    const { summary } = await session.run(text, encode(open, parameters), configOf(timeoutMs));
    const plan = summary.plan === false ? undefined : summary.plan;
    return { queryType: summary.queryType, plan };
  });
}

/** Runs a text in a READ transaction and stops fetching at the first cap. */
export async function runQuery(
  open: OpenDriver,
  call: QueryCall & Pick<CypherQuery, 'maxRows' | 'maxBytes'>,
  limits: CallLimits,
): Promise<CypherAnswer> {
  const { cypher, parameters, timeoutMs, maxRows, maxBytes } = call;
  return inReadSession(open, { timeoutMs, limits }, async (session) => {
    const config = configOf(timeoutMs);
    const result = session.run(`CYPHER 5 ${cypher}`, encode(open, parameters), config);
    const columns = await result.keys();
    const rows: Record<string, unknown>[] = [];
    let bytes = 0;
    for await (const record of result) {
      if (rows.length === maxRows) return { columns, rows, truncated: 'rows' };
      const sized = rowWithin(open, record.toObject(), maxBytes - bytes);
      if (sized === undefined) return { columns, rows, truncated: 'bytes' };
      bytes += sized.bytes;
      rows.push(sized.row);
    }
    return { columns, rows };
  });
}

/** Converts a row, and stops in the midst of it when it becomes larger than it may be. */
function rowWithin(open: OpenDriver, record: object, maxBytes: number) {
  const tooLarge = new RangeError('The row is too large');
  let left = maxBytes;
  const spend: Spend = (bytes) => {
    left -= bytes;
    if (left < 0) throw tooLarge;
  };
  try {
    const row = decode(open.values, record, spend) as Record<string, unknown>; // a map stays a map
    const bytes = Buffer.byteLength(JSON.stringify(row));
    return bytes > maxBytes ? undefined : { row, bytes };
  } catch (error) {
    if (error === tooLarge) return undefined;
    throw error;
  }
}

const encode = (open: OpenDriver, parameters: ParameterMap): Record<string, unknown> =>
  encodeParameters(open.values, parameters satisfies Readonly<Record<string, Parameter>>);

const configOf = (timeoutMs: number) => ({ timeout: timeoutMs, metadata: transactionMetadata });

async function inReadSession<Value>(
  open: OpenDriver,
  { timeoutMs, limits }: { readonly timeoutMs: number; readonly limits: CallLimits },
  work: (session: Session) => Promise<Value>,
): Promise<Value> {
  const session = open.driver.session({
    database: open.database,
    defaultAccessMode: 'READ',
    fetchSize: rowsPerFetch,
  });
  const giveBack = await open.gate.acquire(limits);
  open.metrics.spend({ sessions: 1, statements: 1, roundTrips: 1 });
  let outcome: TransactionOutcome = 'failed';
  try {
    const answer = await waitFor(work(session), {
      signal: limits.signal,
      limitMs: timeoutMs + graceMs,
      giveUp: () => abandon(session),
      mayBeApplied: false,
      timeout: () => new TimeoutError('The query', timeoutMs),
    });
    outcome = 'committed';
    return answer;
  } finally {
    open.metrics.ended(outcome);
    session.close().then(giveBack, giveBack);
  }
}
