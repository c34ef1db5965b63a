import { AliasConflictError, IdConflictError, NodeNotFoundError } from '../errors/input-errors.ts';
import type { ChangeSet, Outcome } from '../model/change-set.ts';

/** The error of change sets of which at least one was refused. */
export function refusal(
  changeSets: readonly ChangeSet[],
  outcomes: readonly Outcome[],
  wanted = 'node',
): Error {
  const refused = outcomes.filter((outcome) => outcome.refused);
  const missing = [...new Set(refused.flatMap((outcome) => outcome.missing))];
  if (missing.length > 0) return new NodeNotFoundError(missing, wanted);
  const conflicting = [...new Set(refused.flatMap((outcome) => outcome.conflicting))];
  const taken = new Set(conflicting);
  const aliases = changeSets
    .flatMap((changeSet) => changeSet.entities)
    .flatMap((entity) => entity.aliases)
    .filter((alias) => taken.has(alias.id));
  if (aliases.length === 0) return new IdConflictError(conflicting);
  const names = [...new Set(aliases.flatMap((alias) => alias.name ?? []))];
  return new AliasConflictError(names, conflicting);
}
