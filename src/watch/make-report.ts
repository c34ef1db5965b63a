import { findingsOf } from './findings.ts';
import type { Ledger } from './ledger.ts';
import type { WatchReport } from './watch-report.ts';

/** What a ledger holds now. */
export function makeReport(ledger: Ledger): WatchReport {
  const { used, latencyMs, sites, isCut } = ledger;
  return {
    ...used,
    latencyMs,
    waitedMs: used.roundTrips * latencyMs,
    findings: findingsOf(ledger),
    callSites: [...sites.values()]
      .map(({ place, used: here, openSessions, openTransactions, failures }) => ({
        ...place,
        ...here,
        openSessions,
        openTransactions,
        failures,
      }))
      .toSorted(
        (one, other) =>
          other.roundTrips - one.roundTrips ||
          other.sessions - one.sessions ||
          one.file.localeCompare(other.file) ||
          one.line - other.line,
      ),
    isCut,
  };
}
