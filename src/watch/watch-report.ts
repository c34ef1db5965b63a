/** What was used, in the order in which it is opened. */
export interface Usage {
  readonly sessions: number;
  /** Explicit and managed transactions, and statements that ran by themselves. */
  readonly transactions: number;
  readonly statements: number;
  /** How often the program had to wait for the server, estimated from what it awaited. */
  readonly roundTrips: number;
}

/** A place in the source of the program. */
export interface Place {
  /** Relative to the working directory where the file is under it; a source map is followed. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** `<anonymous>` when it has no name. */
  readonly function: string;
}

/** What one line of the program used. */
export interface CallSite extends Place, Usage {
  /** Sessions opened here that are not closed. */
  readonly openSessions: number;
  /** Transactions begun here that are neither committed nor rolled back. */
  readonly openTransactions: number;
  /** Statements of this place that failed, as far as the program looked at them. */
  readonly failures: number;
}

/**
 * What can be done: `reuse` one session and transaction where several were opened one after another,
 * `batch` a statement that ran again and again, `pipeline` statements that were awaited one by one,
 * `shorten` a transaction of one statement, `close` what was left open.
 */
export type Advice = 'reuse' | 'batch' | 'pipeline' | 'shorten' | 'close';

/**
 * How much there is to gain, as a share of all round trips: P1 from 20 %, P2 from 5 %, P3 below.
 * A transaction left open is P1, a session left open P2.
 */
export type Priority = 'P1' | 'P2' | 'P3';

/** One thing to change. Findings may overlap: what they save must not be added up. */
export interface Finding {
  readonly priority: Priority;
  readonly advice: Advice;
  /** `reuse`: the function that opened the sessions. `batch`: the statement. Else where it was opened. */
  readonly place: Place;
  /** Runs of the function (`reuse`, `batch`), else transactions or sessions concerned. */
  readonly calls: number;
  readonly now: Usage;
  readonly after: Usage;
  readonly savedRoundTrips: number;
  /** At the latency of the report, in milliseconds. */
  readonly savedMs: number;
  /** What was seen, and what to do about it. */
  readonly sentence: string;
  /** The lines concerned, at most six. */
  readonly lines: readonly Place[];
}

/** How a program uses its sessions. It holds no parameter, no result and no text of a statement. */
export interface WatchReport extends Usage {
  /** What one round trip is taken to cost, in milliseconds. */
  readonly latencyMs: number;
  /** All round trips at that latency, one after another, in milliseconds. */
  readonly waitedMs: number;
  /** Most to gain first. */
  readonly findings: readonly Finding[];
  /** Most round trips first. */
  readonly callSites: readonly CallSite[];
  /** True when there were more places than are told apart; the rest is in one call site named `…`. */
  readonly isCut: boolean;
}

export const nothingUsed: Usage = { sessions: 0, transactions: 0, statements: 0, roundTrips: 0 };
