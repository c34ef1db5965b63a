import type { ChangeSet, Outcome } from '../../../model/change-set.ts';
import type { Connection } from '../connection.ts';
import { groupWeight, type Made } from '../writer.ts';
import { applyChangeSet } from './apply-change-set.ts';

/** Applies change sets at once; nothing is to be kept when all were to be and one is refused. */
export function applyTogether(
  connection: Connection,
  changeSets: readonly ChangeSet[],
  isAtomic: boolean,
): Made<readonly Outcome[]> {
  const value = changeSets.map((changeSet) => applyChangeSet(connection, changeSet));
  return { value, keep: !(isAtomic && value.some((outcome) => outcome.refused)) };
}

/** The same, but lets others have the event loop between steps; the transaction stays open. */
export async function applyInSteps(
  connection: Connection,
  changeSets: readonly ChangeSet[],
  isAtomic: boolean,
): Promise<Made<readonly Outcome[]>> {
  const value: Outcome[] = [];
  let keep = true;
  for (const step of inSteps(changeSets)) {
    if (value.length > 0) await new Promise(setImmediate);
    const made = applyTogether(connection, step, isAtomic);
    value.push(...made.value);
    keep &&= made.keep;
  }
  return { value, keep };
}

/** Parts of at most one group. */
export function* inSteps(changeSets: readonly ChangeSet[]): Generator<readonly ChangeSet[]> {
  for (let start = 0; start < changeSets.length; start += groupWeight)
    yield changeSets.slice(start, start + groupWeight);
}
