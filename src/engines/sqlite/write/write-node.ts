import type { NodeRow } from '../../../model/change-set.ts';
import { insertNode } from '../nodes-table.ts';
import type { Unit } from './unit.ts';
import { insertLink } from './write-link.ts';

/** Makes a memory or a session unless it is there, and links a new one to what it is about. */
export function writeNode(
  unit: Unit,
  { record, about }: NodeRow,
): { readonly id: string; readonly created: boolean } {
  const known = unit.find(record.id);
  if (known !== undefined) return { id: record.id, created: known.written_by === unit.id };
  insertNode(unit.connection, { space: unit.space, record, writtenBy: unit.id });
  const from = unit.find(record.id);
  const entities = new Map(about.map((id) => unit.resolve(id)).map((end) => [end?.id, end]));
  for (const to of entities.values()) {
    if (from !== undefined && to !== undefined) insertLink(unit, { from, type: 'ABOUT', to });
  }
  return { id: record.id, created: true };
}
