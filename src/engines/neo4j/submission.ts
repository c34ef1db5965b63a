import type { Costed } from '../../engine/engine.ts';
import { addReceipts, type Receipt } from '../../model/receipt.ts';
import { type Decision, isOfTheStatement, sendInHalves } from './send-in-halves.ts';
import type { SendLimits, StatementRunner } from './statement-runner.ts';
import type { Unit, UnitAnswer } from './units.ts';
import type { WaitingCall } from './waiting-call.ts';
import { bytesOf, rowsOf, type TouchedIds, touchedBy } from './write-plan.ts';

/** The units of one call, and what must be known of them to put them beside others. */
export interface Submission {
  readonly units: readonly Unit[];
  readonly touched: readonly TouchedIds[];
  /** Nodes, links and transitions. */
  readonly rows: number;
  /** Characters. */
  readonly bytes: number;
}

export type WriteCall = WaitingCall<Submission, Costed<readonly UnitAnswer[]>>;

export function toSubmission(units: readonly Unit[]): Submission {
  const changeSets = units.flat();
  const sum = (size: (changeSet: Unit[number]) => number): number =>
    changeSets.reduce((total, changeSet) => total + size(changeSet), 0);
  return { units, touched: changeSets.map(touchedBy), rows: sum(rowsOf), bytes: sum(bytesOf) };
}

/** A unit of a call. */
interface Item {
  readonly call: WriteCall;
  readonly index: number;
}

/** Sends the units of several calls together, and answers each call as soon as its own units are decided. */
export async function sendGroup(
  runner: StatementRunner,
  group: readonly WriteCall[],
  limits: SendLimits,
): Promise<void> {
  const decisions = new Map(group.map((call) => [call, new Decisions(call)]));
  await sendInHalves<Item>(
    group.flatMap((call) => call.work.units.map((_unit, index) => ({ call, index }))),
    {
      runner,
      unitOf: ({ call, index }) => call.work.units[index] ?? [],
      callOf: ({ call }) => call,
      decide: ({ call, index }, decision) => decisions.get(call)?.add(index, decision),
      limits,
    },
  );
}

/** What was decided about the units of one call; the last one answers the call. */
class Decisions {
  readonly #call: WriteCall;
  readonly #answers: UnitAnswer[] = [];
  readonly #receipts = new Set<Receipt>();
  #left: number;

  constructor(call: WriteCall) {
    this.#call = call;
    this.#left = call.work.units.length;
  }

  add(index: number, decision: Decision): void {
    this.#left -= 1;
    if ('failure' in decision) {
      const { failure } = decision;
      // What is no failure of the statement, such as a database that is gone, is one of the whole call.
      if (!isOfTheStatement(failure)) {
        this.#call.reject(failure);
        return;
      }
      this.#answers[index] = failure;
    } else {
      this.#answers[index] = decision.outcomes;
      this.#receipts.add(decision.receipt);
    }
    if (this.#left === 0)
      this.#call.resolve({ value: this.#answers, receipt: addReceipts([...this.#receipts]) });
  }
}
