import type { Tally } from './invocation.ts';
import type { Ledger, Site } from './ledger.ts';
import type { Batch, Reuse } from './operations.ts';
import { type Advice, type Finding, nothingUsed, type Priority } from './watch-report.ts';

const isP1From = 0.2;
const isP2From = 0.05;

interface Draft extends Omit<Finding, 'priority' | 'savedRoundTrips' | 'savedMs'> {
  /** When it is not the gain that decides. */
  readonly priority?: Priority;
}

const order: readonly Advice[] = ['close', 'reuse', 'batch', 'pipeline', 'shorten'];

/** What can be done, most to gain first. */
export function findingsOf(ledger: Ledger): readonly Finding[] {
  const { reuses, batches } = ledger.operations();
  const sites = [...ledger.sites.values()];
  const drafts = [
    ...sites.flatMap(leftOpen),
    ...[...reuses.values()].map(reused),
    ...[...batches.values()].filter(saves).map(batched),
    ...sites.filter(({ awaited }) => awaited.transactions > 0).map(pipelined),
    ...sites.filter(({ short }) => short.transactions > 0).map(shortened),
  ];
  return drafts
    .map((draft) => finish(draft, ledger))
    .toSorted(
      (one, other) =>
        one.priority.localeCompare(other.priority) ||
        other.savedRoundTrips - one.savedRoundTrips ||
        other.now.sessions - one.now.sessions ||
        order.indexOf(one.advice) - order.indexOf(other.advice),
    );
}

function finish(draft: Draft, { used, latencyMs }: Ledger): Finding {
  const savedRoundTrips = Math.max(0, draft.now.roundTrips - draft.after.roundTrips);
  const share = used.roundTrips === 0 ? 0 : savedRoundTrips / used.roundTrips;
  const byShare = share >= isP1From ? 'P1' : share >= isP2From ? 'P2' : 'P3';
  return {
    ...draft,
    priority: draft.priority ?? byShare,
    savedRoundTrips,
    savedMs: savedRoundTrips * latencyMs,
  };
}

const saves = ({ roundTrips, roundTripsAfter }: Batch): boolean => roundTrips > roundTripsAfter;

function reused({ place, calls, used, after, lines }: Reuse): Draft {
  const each = calls === 1 ? '' : ' for each call';
  return {
    advice: 'reuse',
    place,
    calls,
    now: copy(used),
    after: copy(after),
    sentence:
      `${many(used.sessions, 'session')} in ${many(calls, 'call')}, opened one after another: use one session${each}, ` +
      'and where no statement needs the answer of another, one transaction with the statements sent together',
    lines: [...lines.values()],
  };
}

function batched({ place, caller, calls, ...batch }: Batch): Draft {
  const { statements, roundTrips, roundTripsAfter } = batch;
  return {
    advice: 'batch',
    place,
    calls,
    now: { ...nothingUsed, statements, roundTrips },
    after: { ...nothingUsed, statements: calls, roundTrips: roundTripsAfter },
    sentence: `the same statement ran ${statements} times in ${many(calls, 'call')} of ${caller.function}: run it once with UNWIND over a list`,
    lines: [place],
  };
}

function pipelined({ place, awaited }: Site): Draft {
  const { transactions, statements, roundTrips, roundTripsAfter } = awaited;
  return {
    advice: 'pipeline',
    place,
    calls: transactions,
    now: { ...nothingUsed, transactions, statements, roundTrips },
    after: { ...nothingUsed, transactions, statements, roundTrips: roundTripsAfter },
    sentence: `${many(statements, 'statement')} awaited one by one in ${many(transactions, 'transaction')}: where none needs the answer of another, start them together and await them all`,
    lines: [place],
  };
}

function shortened({ place, short }: Site): Draft {
  const { transactions, roundTrips, roundTripsAfter } = short;
  const usage = { ...nothingUsed, transactions, statements: transactions };
  return {
    advice: 'shorten',
    place,
    calls: transactions,
    now: { ...usage, roundTrips },
    after: { ...usage, roundTrips: roundTripsAfter },
    sentence: `${many(transactions, 'transaction')} of a single statement: driver.executeQuery sends BEGIN with the statement`,
    lines: [place],
  };
}

/** A session that is left open may hold a connection; a transaction that is, also locks. */
function leftOpen({ place, openSessions, openTransactions }: Site): readonly Draft[] {
  const what = [
    {
      priority: 'P1',
      count: openTransactions,
      noun: 'transaction',
      end: 'commit it or roll it back',
    },
    { priority: 'P2', count: openSessions, noun: 'session', end: 'close it in a finally block' },
  ] as const;
  return what
    .filter(({ count }) => count > 0)
    .map(({ priority, count, noun, end }) => ({
      priority,
      advice: 'close',
      place,
      calls: count,
      now: { ...nothingUsed, [`${noun}s`]: count },
      after: nothingUsed,
      sentence: `${many(count, noun)} left open: ${end}`,
      lines: [place],
    }));
}

const copy = (tally: Tally): Tally => ({ ...tally });

const many = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
