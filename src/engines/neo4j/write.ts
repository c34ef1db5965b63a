import type { CallLimits, Costed, WriteLimits } from '../../engine/engine.ts';
import { DatabaseBusyError, DatabaseFailedError } from '../../errors/database-errors.ts';
import { TimeoutError } from '../../errors/session-errors.ts';
import type { ChangeSet, Outcome } from '../../model/change-set.ts';
import { isKnownLinkType } from '../../model/link-type.ts';
import { addReceipts, type Receipt } from '../../model/receipt.ts';
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
  const outcomes: Outcome[] = [];
  const receipts: Receipt[] = [];
  for (const rows of statementsOfEach(changeSets)) {
    const { value, receipt } = await applyStatement(runner, rows, limits);
    outcomes.push(...value);
    receipts.push(receipt);
  }
  return { value: outcomes, receipt: addReceipts(receipts) };
}

async function applyStatement(
  runner: StatementRunner,
  changeSets: readonly ChangeSet[],
  limits: CallLimits,
): Promise<Costed<readonly Outcome[]>> {
  const numbers = new RowNumbers();
  const units = changeSets.map((changeSet) => toUnit([changeSet], numbers));
  try {
    return await runUnits(runner, units, limits);
  } catch (error) {
    if (units.length === 1 || !isOfTheStatement(error)) throw error;
    return applyOneByOne(runner, changeSets, limits);
  }
}

/** A statement fails as a whole: one bad unit must not harm its neighbours, so its failure is thrown after they are applied. */
async function applyOneByOne(
  runner: StatementRunner,
  changeSets: readonly ChangeSet[],
  limits: CallLimits,
): Promise<Costed<readonly Outcome[]>> {
  const outcomes: Outcome[] = [];
  const receipts: Receipt[] = [];
  const failures: unknown[] = [];
  for (const changeSet of changeSets) {
    try {
      const { value, receipt } = await applyStatement(runner, [changeSet], limits);
      outcomes.push(...value);
      receipts.push(receipt);
    } catch (error) {
      if (!isOfTheStatement(error)) throw error;
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  return { value: outcomes, receipt: addReceipts(receipts) };
}

/** Tells whether another statement may fare better at the same time. */
const isOfTheStatement = (error: unknown): boolean =>
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
