import type { MemOS } from '../../memos/memos.ts';
import { type Spending, spentSoFar, type Way, waysOf } from './session-ways.ts';
import type { SessionWork } from './session-work.ts';

/** What one way cost for each piece of work that was done. */
export interface WayCost extends Spending {
  readonly way: string;
  /** The median of all rounds. */
  readonly medianMs: number;
  /** How many times faster than the first way. */
  readonly timesFaster: number;
}

export interface WorkCost {
  readonly work: string;
  readonly remark?: string;
  readonly ways: readonly WayCost[];
}

export interface MeasureOptions {
  readonly rounds: number;
  readonly signal: AbortSignal;
  readonly onRound: (round: number) => void;
}

/** Does the work in every way in turn, round after round, so that a drift of the machine's speed meets all of them alike. */
export async function measureSessions(
  memory: MemOS,
  works: readonly SessionWork[],
  { rounds, signal, onRound }: MeasureOptions,
): Promise<readonly WorkCost[]> {
  const measured = works.map((work) => ({
    work,
    ways: waysOf(work).map((way) => new Ledger(way)),
  }));
  const ledgers = measured.flatMap(({ ways }) => ways);
  // The server plans each statement in the first round, which does not count.
  for (let round = 0; round <= rounds; round += 1) {
    onRound(round);
    for (const [place, ledger] of ledgers.entries()) {
      signal.throwIfAborted();
      await ledger.run(memory, { key: `${round}-${place}`, counts: round > 0, signal });
    }
  }
  return measured.map(({ work: { name, remark }, ways }) => {
    const firstMs = ways[0]?.medianMs ?? Number.NaN;
    return {
      work: name,
      ...(remark === undefined ? {} : { remark }),
      ways: ways.map((ledger) => ledger.cost(firstMs)),
    };
  });
}

interface Turn {
  readonly key: string;
  readonly counts: boolean;
  readonly signal: AbortSignal;
}

const names = ['sessions', 'transactions', 'statements', 'roundTrips'] as const;

/** Adds up what one way costs. */
class Ledger {
  readonly #way: Way;
  readonly #timesMs: number[] = [];
  readonly #spent = { sessions: 0, transactions: 0, statements: 0, roundTrips: 0 };
  #done = 0;

  constructor(way: Way) {
    this.#way = way;
  }

  async run(memory: MemOS, { key, counts, signal }: Turn): Promise<void> {
    const before = spentSoFar(memory.adapter);
    const start = performance.now();
    const times = await this.#way.run(memory, key, signal);
    if (!counts) return;
    this.#timesMs.push((performance.now() - start) / times);
    const after = spentSoFar(memory.adapter);
    for (const name of names) this.#spent[name] += after[name] - before[name];
    this.#done += times;
  }

  get medianMs(): number {
    const sorted = this.#timesMs.toSorted((one, other) => one - other);
    const middle = Math.floor(sorted.length / 2);
    const [upper = Number.NaN, lower = upper] = [sorted[middle], sorted[middle - 1]];
    return sorted.length % 2 === 1 ? upper : (lower + upper) / 2;
  }

  cost(firstMs: number): WayCost {
    const each = (count: number): number => Math.round((count / this.#done) * 10_000) / 10_000;
    const { sessions, transactions, statements, roundTrips } = this.#spent;
    return {
      way: this.#way.name,
      sessions: each(sessions),
      transactions: each(transactions),
      statements: each(statements),
      roundTrips: each(roundTrips),
      medianMs: Math.round(this.medianMs * 1000) / 1000,
      timesFaster: Math.round((firstMs / this.medianMs) * 100) / 100,
    };
  }
}
