import type { ChangeSet, Outcome } from '../../../model/change-set.ts';
import type { Connection } from '../connection.ts';
import { runAtOnce, type Sliced } from '../in-slices.ts';
import { groupWeight, type Made } from '../writer.ts';
import { applyChangeSet } from './apply-change-set.ts';

/** Applies change sets one after another; nothing is to be kept when all were to be and one is refused. */
export function* applyInSlices(
  connection: Connection,
  changeSets: readonly ChangeSet[],
  isAtomic: boolean,
): Sliced<Made<readonly Outcome[]>> {
  const value: Outcome[] = [];
  for (const changeSet of changeSets) {
    value.push(applyChangeSet(connection, changeSet));
    yield;
  }
  return { value, keep: !(isAtomic && value.some((outcome) => outcome.refused)) };
}

/** The same at once. */
export function applyTogether(
  connection: Connection,
  changeSets: readonly ChangeSet[],
  isAtomic: boolean,
): Made<readonly Outcome[]> {
  return runAtOnce(applyInSlices(connection, changeSets, isAtomic));
}

/** Parts of at most one group. */
export function* inSteps(changeSets: readonly ChangeSet[]): Generator<readonly ChangeSet[]> {
  for (let start = 0; start < changeSets.length; start += groupWeight)
    yield changeSets.slice(start, start + groupWeight);
}
