import type { ChangeSet, Outcome, Tally } from '../../../model/change-set.ts';
import type { Connection } from '../connection.ts';
import { takeFieldsOver } from '../field-index.ts';
import { tallyOf } from '../tally.ts';
import { applyTransition } from './apply-transition.ts';
import { checkChangeSet } from './check-change-set.ts';
import { Unit } from './unit.ts';
import { writeEntity } from './write-entity.ts';
import { superseded, writeLink } from './write-link.ts';
import { writeNode } from './write-node.ts';
import { writeReindexed } from './write-reindexed.ts';

/** Applies one change set whole, or nothing of it; must run inside a transaction. */
export function applyChangeSet(connection: Connection, changeSet: ChangeSet): Outcome {
  const unit = new Unit(connection, changeSet);
  // Everything is checked before the first row is written, so that a refusal has nothing to undo.
  const refusal = checkChangeSet(unit);
  if (refusal !== undefined) return refusal;
  for (const row of changeSet.reindexed) writeReindexed(unit, row);
  const written: Outcome = {
    refused: false,
    entities: changeSet.entities.map((row) => writeEntity(unit, row)),
    nodes: changeSet.nodes.map((row) => writeNode(unit, row)),
    links: changeSet.links.flatMap((row) => writeLink(unit, row)),
    transitions: changeSet.transitions.flatMap((row) => applyTransition(unit, row)),
    superseded: changeSet.links.flatMap((row) => superseded(unit, row)),
    tallies: changeSet.tallies.map((id) => tally(unit, id)),
  };
  unit.refreshFields();
  takeFieldsOver(connection);
  return written;
}

function tally(unit: Unit, id: string): Tally {
  const pattern = unit.find(id);
  return pattern === undefined ? { id, count: 0 } : tallyOf(unit.connection, pattern);
}
