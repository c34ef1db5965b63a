import type { ChangeSet, LinkRow, Outcome, Requirement } from '../model/change-set.ts';
import { type Draft, emptyDraft } from './define-operation.ts';

interface WithLateLinks {
  readonly changeSets: readonly ChangeSet[];
  /** What can only be written after all of them; absent when no item names a later one. */
  readonly late?: Draft;
}

/** Takes the links of an atomic batch that name a later item out of their change sets, to be made at the end. */
export function splitForwardLinks(changeSets: readonly ChangeSet[]): WithLateLinks {
  const makers = firstMakers(changeSets);
  const links: LinkRow[] = [];
  const requires: Requirement[] = [];
  const tallies: string[] = [];
  const kept = changeSets.map((changeSet, index) => {
    const isLater = (id: string): boolean => (makers.get(id) ?? -1) > index;
    const late = changeSet.links.filter(({ from, to }) => isLater(from) || isLater(to));
    if (late.length === 0) return changeSet;
    links.push(...late);
    requires.push(...changeSet.requires.filter(({ id }) => isLater(id)));
    tallies.push(...changeSet.tallies);
    return {
      ...changeSet,
      links: changeSet.links.filter((link) => !late.includes(link)),
      requires: changeSet.requires.filter(({ id }) => !isLater(id)),
    };
  });
  if (links.length === 0) return { changeSets };
  return { changeSets: kept, late: { ...emptyDraft, links, requires, tallies } };
}

/** By id of whatever the batch makes, the first item that makes it. */
function firstMakers(changeSets: readonly ChangeSet[]): ReadonlyMap<string, number> {
  const makers = new Map<string, number>();
  for (const [index, { nodes, entities }] of changeSets.entries()) {
    const made = [
      ...nodes.map(({ record }) => record.id),
      ...entities.flatMap(({ id, aliases }) => [id, ...aliases.map((alias) => alias.id)]),
    ];
    for (const id of made) if (!makers.has(id)) makers.set(id, index);
  }
  return makers;
}

/** Completes the outcome of one item with what became of the late links. */
export function withLateLinks(outcome: Outcome, late: Outcome | undefined): Outcome {
  if (late === undefined || late.refused || outcome.refused) return outcome;
  return {
    ...outcome,
    links: [...outcome.links, ...late.links],
    superseded: [...outcome.superseded, ...late.superseded],
    tallies: outcome.tallies.map(
      (tally) => late.tallies.find((counted) => counted.id === tally.id) ?? tally,
    ),
  };
}
