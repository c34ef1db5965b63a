import type { CallLimits, Costed, WriteLimits } from '../../engine/engine.ts';
import type { ChangeSet, Outcome } from '../../model/change-set.ts';
import { addReceipts, type Receipt } from '../../model/receipt.ts';
import type { Row, StatementRunner } from './statement-runner.ts';
import { type UnitAnswer, type UnitQueue, UnitStatement } from './units.ts';
import { statementsOfEach, statementsTogether } from './write-plan.ts';

/** Where change sets go: units that may share a statement, or transactions of several statements. */
export interface WritePath {
  readonly queue: UnitQueue;
  readonly runner: StatementRunner;
}

/** Applies change sets with one outcome for each. */
export function applyChangeSets(
  path: WritePath,
  changeSets: readonly ChangeSet[],
  { atomic, ...limits }: WriteLimits,
): Promise<Costed<readonly Outcome[]>> {
  if (changeSets.length === 0) return Promise.resolve({ value: [], receipt: addReceipts([]) });
  return atomic
    ? applyTogether(path, changeSets, limits)
    : applyEach(path.queue, changeSets, limits);
}

async function applyTogether(
  path: WritePath,
  changeSets: readonly ChangeSet[],
  limits: CallLimits,
): Promise<Costed<readonly Outcome[]>> {
  const units = changeSets.length === 1 ? [changeSets] : statementsTogether(changeSets);
  if (units.length > 1) return applyInTransaction(path.runner, units, limits);
  const { value, receipt } = await path.queue.submit(units, limits);
  const [answer = []] = value;
  if (answer instanceof Error) throw answer;
  return { value: answer, receipt };
}

/** Too much for one statement: several, in one transaction of their own. */
async function applyInTransaction(
  runner: StatementRunner,
  units: readonly (readonly ChangeSet[])[],
  limits: CallLimits,
): Promise<Costed<readonly Outcome[]>> {
  const statements = units.map((unit) => new UnitStatement([unit]));
  const outcomes = (answers: readonly (readonly Row[])[]): readonly Outcome[] =>
    statements.flatMap((statement, index) => statement.read(answers[index] ?? []).flat());
  const { answers, receipt } = await runner.runTogether(
    statements.map(({ call }) => call),
    (given) => outcomes(given).every((outcome) => !outcome.refused),
    limits,
  );
  return { value: outcomes(answers), receipt };
}

/** After a first failure no statement begins later than this, in milliseconds. */
const afterFailureMs = 60_000;

/** Applies change sets that stand alone: one that fails is answered with its failure and harms no other. */
async function applyEach(
  queue: UnitQueue,
  changeSets: readonly ChangeSet[],
  limits: CallLimits,
): Promise<Costed<readonly Outcome[]>> {
  const outcomes: Outcome[] = [];
  const receipts: Receipt[] = [];
  let failed: { readonly failure: Error; readonly deadline: number } | undefined;
  for (const statement of statementsOfEach(changeSets)) {
    if (failed !== undefined && performance.now() > failed.deadline) {
      const { failure } = failed;
      outcomes.push(...statement.map(() => refusedBy(failure)));
      continue;
    }
    const units = statement.map((changeSet) => [changeSet]);
    const { value, receipt } = await queue.submit(units, limits);
    const failure = value.find((answer) => answer instanceof Error);
    if (failure !== undefined) failed ??= { failure, deadline: performance.now() + afterFailureMs };
    outcomes.push(...value.flatMap(outcomesOfAnswer));
    receipts.push(receipt);
  }
  return { value: outcomes, receipt: addReceipts(receipts) };
}

const outcomesOfAnswer = (answer: UnitAnswer): readonly Outcome[] =>
  answer instanceof Error ? [refusedBy(answer)] : answer;

const refusedBy = (failure: Error): Outcome => ({
  refused: true,
  missing: [],
  conflicting: [],
  failure,
});
