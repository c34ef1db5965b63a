import { AsyncLocalStorage } from 'node:async_hooks';

import {
  type Counter,
  enter,
  type Flow,
  type Invocation,
  newTally,
  type Tally,
} from './invocation.ts';
import { Operations } from './operations.ts';
import { programFrames } from './stack.ts';
import type { Place } from './watch-report.ts';

/** What is counted for one line of the program. */
export interface Site {
  readonly key: string;
  readonly place: Place;
  readonly used: Tally;
  openSessions: number;
  openTransactions: number;
  failures: number;
  /** Transactions of one statement that waited more often than `executeQuery` would. */
  readonly short: { transactions: number; roundTrips: number; roundTripsAfter: number };
  /** Transactions whose statements were awaited one by one. */
  readonly awaited: {
    transactions: number;
    statements: number;
    roundTrips: number;
    roundTripsAfter: number;
  };
}

const elsewhere = '…';
/** Calls without a line of the program on the stack. */
const outside = '?';

/** Counts for a watch: bounded, however long the program runs. */
export class Ledger {
  readonly latencyMs: number;
  readonly used = newTally();
  readonly sites = new Map<string, Site>();
  isActive = true;
  readonly #sitesAtMost: number;
  readonly #runsAtMost: number;
  readonly #flows = new AsyncLocalStorage<Flow>();
  readonly #operations = new Operations();
  /** Runs that may still go on, the one that was quiet longest first. */
  readonly #runs = new Set<Invocation>();
  #turn = 0;
  #isTurnOpen = false;

  constructor(options: { latencyMs: number; sitesAtMost: number; runsAtMost: number }) {
    this.latencyMs = options.latencyMs;
    this.#sitesAtMost = options.sitesAtMost;
    this.#runsAtMost = options.runsAtMost;
  }

  /** Notes from where the program calls us now. `made`: where what it calls was made. */
  here(made?: Spot): Spot {
    const turn = this.#currentTurn();
    const frames = programFrames();
    const runs = enter({
      frames,
      flow: this.#flows.getStore() ?? [],
      made: made?.runs ?? [],
      isSameTurn: made?.turn === turn,
    });
    if (runs.length > 0) this.#flows.enterWith(runs);
    this.#touch(runs);
    const [innermost] = frames;
    const place = innermost?.place ?? {
      file: elsewhere,
      line: 0,
      function: 'code outside the program',
    };
    return new Spot(this, { site: this.#site(innermost?.site ?? outside, place), runs, turn });
  }

  /** One number for all that happens without an `await` in between. */
  #currentTurn(): number {
    if (!this.#isTurnOpen) {
      this.#isTurnOpen = true;
      this.#turn += 1;
      queueMicrotask(() => {
        this.#isTurnOpen = false;
      });
    }
    return this.#turn;
  }

  /** What the runs of functions tell so far, as if all had ended now. */
  operations(): Operations {
    const operations = this.#operations.copy();
    const copies = new Map<Invocation, Invocation>();
    const copyOf = (run: Invocation | undefined): Invocation | undefined => {
      if (run === undefined) return undefined;
      const copy = copies.get(run) ?? run.copy(copyOf(run.outer));
      copies.set(run, copy);
      return copy;
    };
    for (const run of this.#runs) copyOf(run);
    // Inner runs before those around them.
    const inside = [...copies.values()].toSorted((one, other) => nesting(other) - nesting(one));
    for (const run of inside) operations.settle(run);
    return operations;
  }

  get isCut(): boolean {
    return this.sites.has(elsewhere);
  }

  stop(): void {
    this.isActive = false;
    this.#flows.disable();
  }

  #site(key: string, place: Place): Site {
    const known = this.sites.get(key);
    if (known !== undefined) return known;
    const isFull = this.sites.size >= this.#sitesAtMost && key !== elsewhere;
    if (isFull)
      return this.#site(elsewhere, { file: elsewhere, line: 0, function: 'other places' });
    const site = newSite(key, place);
    this.sites.set(key, site);
    return site;
  }

  /** Inner runs first, so that they are also the first to be settled. */
  #touch(runs: Flow): void {
    for (const run of runs) {
      this.#runs.delete(run);
      this.#runs.add(run);
    }
    for (const run of this.#runs) {
      if (this.#runs.size <= this.#runsAtMost) return;
      this.#runs.delete(run);
      this.#operations.settle(run);
    }
  }
}

function nesting(run: Invocation): number {
  let depth = 0;
  for (let { outer } = run; outer !== undefined; { outer } = outer) depth += 1;
  return depth;
}

const newSite = (key: string, place: Place): Site => ({
  key,
  place,
  used: newTally(),
  openSessions: 0,
  openTransactions: 0,
  failures: 0,
  short: { transactions: 0, roundTrips: 0, roundTripsAfter: 0 },
  awaited: { transactions: 0, statements: 0, roundTrips: 0, roundTripsAfter: 0 },
});

interface SpotParts {
  readonly site: Site;
  readonly runs: Flow;
  readonly turn: number;
}

/** Where a call was made: the line, and the runs of functions it was made in. */
export class Spot {
  readonly site: Site;
  readonly runs: Flow;
  readonly turn: number;
  readonly #ledger: Ledger;

  constructor(ledger: Ledger, { site, runs, turn }: SpotParts) {
    this.#ledger = ledger;
    this.site = site;
    this.runs = runs;
    this.turn = turn;
  }

  /** Counts in the line, in all, and in the runs around it but for those `without`. */
  add(name: Counter, count: number, without?: ReadonlySet<Invocation>): void {
    if (count === 0) return;
    this.#ledger.used[name] += count;
    this.site.used[name] += count;
    for (const run of this.runs) if (without?.has(run) !== true) run.used[name] += count;
  }
}
