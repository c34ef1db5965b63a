import type { CallLimits, Costed, WriteLimits } from '../../engine/engine.ts';
import { DatabaseBusyError, DatabaseFailedError } from '../../errors/database-errors.ts';
import { TimeoutError } from '../../errors/session-errors.ts';
import type { ChangeSet, Outcome } from '../../model/change-set.ts';
import { isKnownLinkType } from '../../model/link-type.ts';
import { addReceipts, type Receipt } from '../../model/receipt.ts';
import { BatchRunner } from './session/batch-runner.ts';
import type { Row, StatementCall, StatementRunner } from './statement-runner.ts';
import { write, writeOtherLinks } from './statements/write-statements.ts';
import { outcomesOf } from './write-outcome.ts';
import { statementsOfEach, statementsTogether } from './write-plan.ts';
import { RowNumbers, toUnit, type WriteUnit } from './write-unit.ts';

/** Applies change sets with one outcome for each. */
export function applyChangeSets(
  runner: StatementRunner,
  changeSets: readonly ChangeSet[],
  { atomic, ...limits }: WriteLimits,
): Promise<Costed<readonly Outcome[]>> {
  return atomic ? applyTogether(runner, changeSets, limits) : applyEach(runner, changeSets, limits);
}

async function applyTogether(
  runner: StatementRunner,
  changeSets: readonly ChangeSet[],
  limits: CallLimits,
): Promise<Costed<readonly Outcome[]>> {
  const units = statementsTogether(changeSets).map((rows) => [toUnit(rows, new RowNumbers())]);
  const [first = [], ...others] = units;
  if (others.length === 0) return runUnits(runner, first, limits);
  const outcomes = (answers: readonly (readonly Row[])[]): readonly Outcome[] =>
    units.flatMap((unit, index) => readOutcomes(unit, answers[index] ?? []));
  const { answers, receipt } = await runner.runTogether(
    units.map(toCall),
    (given) => outcomes(given).every((outcome) => !outcome.refused),
    limits,
  );
  return { value: outcomes(answers), receipt };
}

async function applyEach(
  runner: StatementRunner,
  changeSets: readonly ChangeSet[],
  limits: CallLimits,
): Promise<Costed<readonly Outcome[]>> {
  const separately = new Separately(runner, limits);
  for (const rows of statementsOfEach(changeSets)) await separately.apply(rows);
  return separately.answer;
}

/** After a first failure no statement begins later than this, in milliseconds. */
const afterFailureMs = 60_000;

/** Applies change sets that stand alone: one that fails is answered with its failure and harms no other. */
class Separately {
  readonly #runner: StatementRunner;
  readonly #limits: CallLimits;
  readonly #outcomes: Outcome[] = [];
  readonly #receipts: Receipt[] = [];
  #failed: { readonly failure: Error; readonly deadline: number } | undefined;

  constructor(runner: StatementRunner, limits: CallLimits) {
    this.#runner = runner;
    this.#limits = limits;
  }

  get answer(): Costed<readonly Outcome[]> {
    return { value: this.#outcomes, receipt: addReceipts(this.#receipts) };
  }

  /** In one statement; as a statement fails as a whole, its change sets are then sent one by one. */
  async apply(changeSets: readonly ChangeSet[]): Promise<void> {
    if (this.#failed !== undefined && performance.now() > this.#failed.deadline) {
      this.#refuse(changeSets, this.#failed.failure);
      return;
    }
    const failure = await this.#send(changeSets);
    if (failure === undefined) return;
    const { deadline = performance.now() + afterFailureMs } = this.#failed ?? {};
    this.#failed = { failure, deadline };
    if (changeSets.length === 1 || isStillWaiting(failure)) this.#refuse(changeSets, failure);
    else for (const changeSet of changeSets) await this.apply([changeSet]);
  }

  async #send(changeSets: readonly ChangeSet[]): Promise<Error | undefined> {
    const numbers = new RowNumbers();
    const units = changeSets.map((changeSet) => toUnit([changeSet], numbers));
    try {
      const { value, receipt } = await runUnits(this.#runner, units, this.#limits);
      this.#outcomes.push(...value);
      this.#receipts.push(receipt);
      return undefined;
    } catch (error) {
      // A failed statement ends the transaction of a batch, and with it everything that stood before.
      if (this.#runner instanceof BatchRunner || !isOfTheStatement(error)) throw error;
      return error;
    }
  }

  #refuse(changeSets: readonly ChangeSet[], failure: Error): void {
    const refused = { refused: true, missing: [], conflicting: [], failure } as const;
    this.#outcomes.push(...changeSets.map(() => refused));
  }
}

/** Tells whether the statement still holds what it has written: what is sent again would wait for it. */
const isStillWaiting = (error: Error): boolean =>
  error instanceof DatabaseBusyError && error.mayBeApplied;

/** Tells whether another statement may fare better at the same time. */
const isOfTheStatement = (error: unknown): error is Error =>
  error instanceof DatabaseFailedError ||
  error instanceof DatabaseBusyError ||
  error instanceof TimeoutError;

async function runUnits(
  runner: StatementRunner,
  units: readonly WriteUnit[],
  limits: CallLimits,
): Promise<Costed<readonly Outcome[]>> {
  if (units.length === 0) return { value: [], receipt: addReceipts([]) };
  const { rows, receipt } = await runner.run(toCall(units), limits);
  return { value: readOutcomes(units, rows), receipt };
}

function toCall(units: readonly WriteUnit[]): StatementCall {
  const hasOtherLinks = units.some(({ changeSets }) =>
    changeSets.some(({ links }) => links.some(({ type }) => !isKnownLinkType(type))),
  );
  return {
    statement: hasOtherLinks ? writeOtherLinks : write,
    parameters: { units: units.map(({ parameters }) => parameters) },
  };
}

function readOutcomes(units: readonly WriteUnit[], rows: readonly Row[]): readonly Outcome[] {
  const byUnit = new Map(rows.map((row) => [row['unit'], row]));
  return units.flatMap((unit) => {
    const row = byUnit.get(unit.parameters['row']);
    if (row === undefined) throw new TypeError('The database answered nothing about a change set');
    return outcomesOf(unit, row);
  });
}
