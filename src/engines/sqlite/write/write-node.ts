import type { NodeRow } from '../../../model/change-set.ts';
import type { Unit } from './unit.ts';
import { insertLink } from './write-link.ts';

/** Makes a memory or a session unless it is there, and links a new one to what it is about. */
export function writeNode(
  unit: Unit,
  { record, about }: NodeRow,
): { readonly id: string; readonly created: boolean } {
  const known = unit.find(record.id);
  if (known !== undefined) return { id: record.id, created: known.written_by === unit.id };
  const from = unit.insert(record);
  // Two names may mean the same entity; the link is then made once.
  for (const id of about) {
    const to = unit.resolve(id);
    if (to !== undefined) insertLink(unit, { from, type: 'ABOUT', to });
  }
  return { id: record.id, created: true };
}
