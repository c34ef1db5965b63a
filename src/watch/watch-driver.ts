import { InvalidInputError } from '../errors/input-errors.ts';
import { Follower } from './follow-driver.ts';
import { formatReport } from './format-report.ts';
import { Ledger } from './ledger.ts';
import { makeReport } from './make-report.ts';
import type { WatchReport } from './watch-report.ts';

export { formatReport, type FormatOptions } from './format-report.ts';
export type {
  Advice,
  CallSite,
  Finding,
  Place,
  Priority,
  Usage,
  WatchReport,
} from './watch-report.ts';

export interface WatchOptions {
  /** What one round trip is taken to cost in the report, in milliseconds. @default 1 */
  readonly latencyMs?: number;
  /** How many lines of the program are told apart; the rest is counted together. @default 1000 */
  readonly callSitesAtMost?: number;
  /** How many runs of functions are followed at a time; the quietest is concluded first. @default 2000 */
  readonly runsAtMost?: number;
}

/** A driver of `neo4j-driver`, version 5 or 6, as far as it matters here. */
export interface WatchableDriver {
  session(config?: never): object;
  close(): Promise<void>;
}

/** A watch that is on; it stays on until `stop` or the end of the process. */
export interface DriverWatch extends Disposable {
  /** What was used so far; functions that are still running count as if they had ended. */
  report(): WatchReport;
  /** The report as text. */
  text(): string;
  /** Gives the driver back as it was; the report stays. May be called twice. */
  stop(): void;
}

/**
 * Follows every session, transaction and statement of a driver to the line of the program that asked for it.
 *
 * Neither calls nor results change; promises of transactions settle one microtask later. No statement,
 * parameter or record is kept. Reactive sessions (`rxSession`) are not followed. Throws `InvalidInputError`
 * when `driver` is not a driver or an option is not a positive number.
 */
export function watchDriver(driver: WatchableDriver, options: WatchOptions = {}): DriverWatch {
  const { latencyMs = 1, callSitesAtMost = 1000, runsAtMost = 2000 } = options;
  checkDriver(driver);
  for (const [name, value] of Object.entries({ latencyMs, callSitesAtMost, runsAtMost })) {
    checkPositive(name, value);
  }
  const ledger = new Ledger({ latencyMs, sitesAtMost: callSitesAtMost, runsAtMost });
  const follower = new Follower(ledger);
  follower.follow(driver);
  const report = (): WatchReport => makeReport(ledger);
  const stop = (): void => {
    ledger.stop();
    follower.unfollow(driver);
  };
  return { report, text: () => formatReport(report()), stop, [Symbol.dispose]: stop };
}

function checkDriver(driver: unknown): void {
  const isDriver =
    typeof driver === 'object' &&
    driver !== null &&
    'session' in driver &&
    typeof driver.session === 'function' &&
    Object.isExtensible(driver);
  if (isDriver) return;
  throw new InvalidInputError('driver', 'Expected `driver` to be a driver made by neo4j-driver');
}

function checkPositive(name: string, value: unknown): void {
  if (typeof value === 'number' && value > 0 && Number.isFinite(value)) return;
  throw new InvalidInputError(
    name,
    `Expected \`${name}\` to be a positive number, got ${String(value)}`,
  );
}
