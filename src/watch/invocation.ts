import type { Frame } from './stack.ts';
import type { Place, Usage } from './watch-report.ts';

export type Counter = keyof Usage;
export type Tally = { -readonly [Name in Counter]: number };

export const newTally = (): Tally => ({
  sessions: 0,
  transactions: 0,
  statements: 0,
  roundTrips: 0,
});

/** What one statement of one line cost in one run of a function. */
export interface Repetition {
  readonly place: Place;
  statements: number;
  roundTrips: number;
}

const linesAtMost = 6;
const repetitionsAtMost = 50;

/**
 * One run of one function of the program: everything that was done in it and in what it called, until it
 * returned. Runs are nested: `outer` is the run of the caller.
 */
export class Invocation {
  readonly owner: string;
  readonly place: Place;
  readonly outer: Invocation | undefined;
  readonly used = newTally();
  /** Where sessions were opened, by site. */
  readonly lines: Map<string, Place>;
  /** By site and shape of the statement. */
  readonly repetitions: Map<string, Repetition>;
  /** Sessions with work under way: one that is opened meanwhile could not have been the same. */
  busy = 0;

  constructor(owner: string, place: Place, outer: Invocation | undefined) {
    this.owner = owner;
    this.place = place;
    this.outer = outer;
    this.lines = new Map();
    this.repetitions = new Map();
  }

  addLine({ key, place }: { readonly key: string; readonly place: Place }): void {
    if (this.lines.size < linesAtMost) this.lines.set(key, place);
  }

  addStatement(key: string, place: Place): void {
    const known = this.repetitions.get(key);
    if (known !== undefined) known.statements += 1;
    else if (this.repetitions.size < repetitionsAtMost) {
      this.repetitions.set(key, { place, statements: 1, roundTrips: 0 });
    }
  }

  addRoundTrips(key: string, roundTrips: number): void {
    const known = this.repetitions.get(key);
    if (known !== undefined) known.roundTrips += roundTrips;
  }

  /** A copy that can be settled without ending this run. */
  copy(outer: Invocation | undefined): Invocation {
    const copy = new Invocation(this.owner, this.place, outer);
    Object.assign(copy.used, this.used);
    for (const [site, place] of this.lines) copy.lines.set(site, place);
    for (const [key, repetition] of this.repetitions) copy.repetitions.set(key, { ...repetition });
    return copy;
  }
}

/** The runs that one asynchronous flow is in, innermost first. */
export type Flow = readonly Invocation[];

export interface Entry {
  readonly frames: readonly Frame[];
  /** The runs this flow was in at its last call. */
  readonly flow: Flow;
  /** The runs in which the object was made that is called now. */
  readonly made: Flow;
  /** Whether it was made without an `await` in between. */
  readonly isSameTurn: boolean;
}

/**
 * The runs of the functions on the stack. A function that goes on after an `await` is in the run it was in
 * before; one that has just been called begins a run, unless it made the object in this very turn.
 */
export function enter({ frames, flow, made, isSameTurn }: Entry): Flow {
  const isOnStack = made.some((run) => frames.some(({ owner }) => owner === run.owner));
  // A callback that the driver calls has lost its callers: it runs in what it was given to.
  const around = isOnStack ? [] : made;
  let outer = around[0];
  const entered: Invocation[] = [];
  for (const { owner, place, isFresh } of frames.toReversed()) {
    const known = knownRun(owner, isFresh ? (isSameTurn ? made : []) : flow);
    const isSame = known !== undefined && (!isFresh || known.outer === outer);
    const run: Invocation = isSame ? known : new Invocation(owner, place, outer);
    entered.unshift(run);
    outer = run;
  }
  return [...entered, ...around];
}

const knownRun = (owner: string, runs: Flow): Invocation | undefined =>
  runs.find((run) => run.owner === owner);
