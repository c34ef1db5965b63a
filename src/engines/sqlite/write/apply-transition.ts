import type { Transition, Written } from '../../../model/change-set.ts';
import { addToField } from '../field.ts';
import { updateNode } from '../nodes-table.ts';
import type { Unit } from './unit.ts';

const markTransitioned = `
UPDATE nodes
SET transitioned_by = ?
WHERE row = ?`;

/** Changes a status where its guard holds; answers also what this change set did when it was sent before. */
export function applyTransition(unit: Unit, transition: Transition): Written['transitions'] {
  const { id, from, set, terms } = transition;
  const found = unit.find(id);
  if (found === undefined) return [];
  if (found.status !== null && from.includes(found.status)) {
    updateNode(unit.connection, { row: found.row, set });
    if (terms !== undefined)
      addToField(unit.connection, found.row, { terms, text: set.outcome ?? '' });
    unit.connection.run(markTransitioned, unit.id, found.row);
    unit.forget(id);
  }
  const now = unit.find(id) ?? found;
  return [{ id, applied: now.transitioned_by === unit.id, status: now.status ?? '' }];
}
