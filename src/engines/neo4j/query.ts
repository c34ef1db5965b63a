import type { CallLimits, Costed, CypherAnswer, CypherQuery } from '../../engine/engine.ts';
import { noCost } from '../../model/receipt.ts';
import { guardPlan, guardQuery } from './query-guard.ts';
import { toQueryParameters } from './query-parameters.ts';
import { isPassing } from './session/driver-error.ts';
import type { OpenDriver } from './session/open-driver.ts';
import { withRetry } from './session/retry.ts';
import { explainQuery, runQuery } from './session/run-query.ts';
import { translateQueryError } from './session/translate-query-error.ts';

const verdictsKept = 500;

/** Runs read-only Cypher of callers: words, then plan, then a READ transaction with caps. */
export class QueryRunner {
  /** Texts that passed both guards, the latest used last. */
  readonly #passed = new Set<string>();

  async run(
    open: OpenDriver,
    query: CypherQuery,
    limits: CallLimits,
  ): Promise<Costed<CypherAnswer>> {
    guardQuery(query.cypher);
    const call = { ...query, parameters: toQueryParameters(query.params) };
    const isKnown = this.#passed.delete(query.cypher);
    if (!isKnown) {
      const { queryType, plan } = await explainQuery(open, call, limits).catch((error: unknown) => {
        throw translateQueryError(error, { ...open, stage: 'explain', timeoutMs: query.timeoutMs });
      });
      guardPlan(queryType, plan);
    }
    this.#keep(query.cypher);
    const { value, attempts } = await withRetry(() => runQuery(open, call, limits), {
      signal: limits.signal,
      mayRetry: isPassing,
      mayBeApplied: false,
      open,
    }).catch((error: unknown) => {
      throw translateQueryError(error, { ...open, stage: 'run', timeoutMs: query.timeoutMs });
    });
    const times = attempts + (isKnown ? 0 : 1);
    const cost = { sessions: times, transactions: times, statements: times, roundTrips: times };
    return { value, receipt: { ...noCost, ...cost, retries: attempts - 1 } };
  }

  #keep(cypher: string): void {
    this.#passed.add(cypher);
    const [oldest] = this.#passed;
    if (this.#passed.size > verdictsKept && oldest !== undefined) this.#passed.delete(oldest);
  }
}
