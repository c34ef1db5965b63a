import { AliasConflictError, IdConflictError, NodeNotFoundError } from '../errors/input-errors.ts';
import type { ChangeSet, Outcome } from '../model/change-set.ts';

/** The error of change sets of which at least one was refused: the first one's, since later ones may have failed because of it. */
export function refusal(
  changeSets: readonly ChangeSet[],
  outcomes: readonly Outcome[],
  wanted = 'node',
): Error {
  const failure = failureIn(outcomes);
  if (failure !== undefined) return failure;
  // Of those that failed only because another did, an engine need not say why.
  const index = outcomes.findIndex(
    (outcome) => outcome.refused && outcome.missing.length + outcome.conflicting.length > 0,
  );
  const outcome = outcomes[index];
  if (outcome === undefined || !outcome.refused) throw new TypeError('Nothing was refused');
  const { missing, conflicting } = outcome;
  if (missing.length > 0) return new NodeNotFoundError([...new Set(missing)], wanted);
  const taken = new Set(conflicting);
  const aliases = (changeSets[index]?.entities ?? [])
    .flatMap((entity) => entity.aliases)
    .filter((alias) => taken.has(alias.id));
  if (aliases.length === 0) return new IdConflictError([...taken]);
  const names = [...new Set(aliases.flatMap((alias) => alias.name ?? []))];
  return new AliasConflictError(names, [...taken]);
}

const failureIn = (outcomes: readonly Outcome[]): Error | undefined =>
  outcomes.map((outcome) => (outcome.refused ? outcome.failure : undefined)).find(Boolean);
