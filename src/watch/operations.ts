import { type Invocation, newTally, type Repetition, type Tally } from './invocation.ts';
import type { Place } from './watch-report.ts';

/** What the runs of one function used, where several sessions were opened in one run. */
export interface Reuse {
  readonly place: Place;
  readonly lines: Map<string, Place>;
  readonly used: Tally;
  calls: number;
  /** When every run had one session and one pipelined transaction. */
  readonly after: Tally;
}

/** A statement that ran several times in one run of a function. */
export interface Batch {
  readonly place: Place;
  readonly caller: Place;
  calls: number;
  statements: number;
  roundTrips: number;
  roundTripsAfter: number;
}

const operationsAtMost = 1000;

/** What the runs that have ended tell, added up for each function of the program. */
export class Operations {
  readonly reuses = new Map<string, Reuse>();
  readonly batches = new Map<string, Batch>();

  /**
   * Adds a run that has ended. What it explains is taken away from the runs around it, so that each session
   * and each statement is told of once, at the innermost function that opened several.
   */
  settle(run: Invocation): void {
    if (run.used.sessions > 1) {
      this.#addReuse(run);
      const explained = { ...run.used };
      for (let { outer } = run; outer !== undefined; { outer } = outer) {
        subtract(outer.used, explained);
        for (const site of run.lines.keys()) outer.lines.delete(site);
      }
    }
    for (const [key, repetition] of run.repetitions) {
      if (repetition.statements > 1) this.#addBatch(key, repetition, run);
    }
  }

  copy(): Operations {
    const copy = new Operations();
    for (const [key, reuse] of this.reuses) {
      const { used, after, lines } = reuse;
      copy.reuses.set(key, {
        ...reuse,
        used: { ...used },
        after: { ...after },
        lines: new Map(lines),
      });
    }
    for (const [key, batch] of this.batches) copy.batches.set(key, { ...batch });
    return copy;
  }

  #addReuse(run: Invocation): void {
    const reuse = this.reuses.get(run.owner) ?? newReuse(run);
    if (this.reuses.size < operationsAtMost) this.reuses.set(run.owner, reuse);
    const { transactions, statements, roundTrips } = run.used;
    reuse.calls += 1;
    add(reuse.used, run.used);
    add(reuse.after, {
      sessions: 1,
      transactions: Math.min(1, transactions),
      statements,
      roundTrips: Math.min(roundTrips, 2), // BEGIN with every statement, then COMMIT
    });
    for (const [site, place] of run.lines) if (reuse.lines.size < 6) reuse.lines.set(site, place);
  }

  #addBatch(key: string, repetition: Repetition, run: Invocation): void {
    const { place, statements, roundTrips } = repetition;
    const name = `${run.owner}|${key}`;
    const batch = this.batches.get(name) ?? {
      place,
      caller: run.place,
      calls: 0,
      statements: 0,
      roundTrips: 0,
      roundTripsAfter: 0,
    };
    if (this.batches.size < operationsAtMost) this.batches.set(name, batch);
    batch.calls += 1;
    batch.statements += statements;
    batch.roundTrips += roundTrips;
    batch.roundTripsAfter += Math.ceil(roundTrips / statements);
    for (let { outer } = run; outer !== undefined; { outer } = outer) {
      const around = outer.repetitions.get(key);
      if (around === undefined) continue;
      around.statements -= statements;
      around.roundTrips -= roundTrips;
    }
  }
}

const newReuse = ({ place, lines }: Invocation): Reuse => ({
  place,
  lines: new Map(lines),
  used: newTally(),
  calls: 0,
  after: newTally(),
});

function add(sum: Tally, more: Tally): void {
  sum.sessions += more.sessions;
  sum.transactions += more.transactions;
  sum.statements += more.statements;
  sum.roundTrips += more.roundTrips;
}

function subtract(sum: Tally, less: Tally): void {
  sum.sessions -= less.sessions;
  sum.transactions -= less.transactions;
  sum.statements -= less.statements;
  sum.roundTrips -= less.roundTrips;
}
