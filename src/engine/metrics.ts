import { channel } from 'node:diagnostics_channel';

/** How often values fell into each range; the last range has no end. */
export interface Histogram {
  readonly count: number;
  readonly sum: number;
  readonly max: number;
  /** How many values were at most `upTo`, and more than the bound before; `Infinity` is the last bound. */
  readonly buckets: readonly { readonly upTo: number; readonly count: number }[];
}

/** What an engine has done and spent since it was made. Nothing here tells what is stored. */
export interface EngineMetrics {
  /** Database sessions that were opened. */
  readonly sessions: number;
  readonly transactions: {
    readonly committed: number;
    readonly rolledBack: number;
    /** Ended by a failure, or with an answer that never came. */
    readonly failed: number;
  };
  readonly statements: number;
  /** Waits for an answer of the server; 0 for an embedded file. */
  readonly roundTrips: number;
  readonly retries: {
    readonly total: number;
    /** By the database's own code. */
    readonly byCause: Readonly<Record<string, number>>;
  };
  /** Writes outside of contexts, which share statements or transactions. */
  readonly groups: {
    /** Calls in each group. */
    readonly size: Histogram;
    /** How long each call waited to be sent, in milliseconds. */
    readonly waitMs: Histogram;
    /** Calls that wait now. */
    readonly waiting: number;
  };
  /** Undefined where there is no pool. */
  readonly connections?: ConnectionMetrics;
}

export interface ConnectionMetrics {
  readonly inUse: number;
  /** Open and unused; undefined when the driver does not tell. */
  readonly idle?: number;
  /** Calls that wait for a connection. */
  readonly waiting: number;
  /** How many there may be. */
  readonly limit: number;
}

class Distribution {
  readonly #bounds: readonly number[];
  readonly #counts: number[];
  #sum = 0;
  #max = 0;

  constructor(bounds: readonly number[]) {
    this.#bounds = [...bounds, Infinity];
    this.#counts = this.#bounds.map(() => 0);
  }

  add(value: number): void {
    const place = this.#bounds.findIndex((bound) => value <= bound);
    this.#counts[place] = (this.#counts[place] ?? 0) + 1;
    this.#sum += value;
    this.#max = Math.max(this.#max, value);
  }

  get histogram(): Histogram {
    const buckets = this.#bounds.map((upTo, place) => ({ upTo, count: this.#counts[place] ?? 0 }));
    const count = buckets.reduce((sum, bucket) => sum + bucket.count, 0);
    return { count, sum: this.#sum, max: this.#max, buckets };
  }
}

export type TransactionOutcome = 'committed' | 'rolledBack' | 'failed';

export interface Spent {
  readonly sessions?: number;
  readonly statements?: number;
  readonly roundTrips?: number;
}

/** What is told about writes that were carried out together. */
export interface GroupFacts {
  readonly calls: number;
  /** Change sets that stand alone. */
  readonly units: number;
  /** How long each call waited to be sent, in milliseconds. */
  readonly waitedMs: readonly number[];
}

const sizeBounds = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512];
const waitBounds = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000];

const channels = {
  transaction: channel('memos-graph:transaction'),
  retry: channel('memos-graph:retry'),
  group: channel('memos-graph:group'),
};

/**
 * Counts what an engine does, and tells whoever listens on `node:diagnostics_channel`: `memos-graph:transaction` `{ engine, outcome }`,
 * `memos-graph:retry` `{ engine, cause }`, `memos-graph:group` `{ engine, calls, units, waitedMs }`. Nothing tells what is stored.
 */
export class MetricsRecorder {
  readonly #engine: string;
  readonly #spent = { sessions: 0, statements: 0, roundTrips: 0 };
  readonly #transactions: Record<TransactionOutcome, number> = {
    committed: 0,
    rolledBack: 0,
    failed: 0,
  };
  readonly #retries = new Map<string, number>();
  readonly #size = new Distribution(sizeBounds);
  readonly #waitMs = new Distribution(waitBounds);

  constructor(engine: string) {
    this.#engine = engine;
  }

  spend({ sessions = 0, statements = 0, roundTrips = 0 }: Spent): void {
    this.#spent.sessions += sessions;
    this.#spent.statements += statements;
    this.#spent.roundTrips += roundTrips;
  }

  ended(outcome: TransactionOutcome): void {
    this.#transactions[outcome] += 1;
    channels.transaction.publish({ engine: this.#engine, outcome });
  }

  retried(cause: string): void {
    this.#retries.set(cause, (this.#retries.get(cause) ?? 0) + 1);
    channels.retry.publish({ engine: this.#engine, cause });
  }

  grouped(facts: GroupFacts): void {
    this.#size.add(facts.calls);
    for (const waitedMs of facts.waitedMs) this.#waitMs.add(waitedMs);
    channels.group.publish({ engine: this.#engine, ...facts });
  }

  snapshot(waiting: number, connections?: ConnectionMetrics): EngineMetrics {
    const byCause = Object.fromEntries(this.#retries);
    return {
      ...this.#spent,
      transactions: { ...this.#transactions },
      retries: { total: Object.values(byCause).reduce((sum, count) => sum + count, 0), byCause },
      groups: { size: this.#size.histogram, waitMs: this.#waitMs.histogram, waiting },
      ...(connections === undefined ? {} : { connections }),
    };
  }
}
