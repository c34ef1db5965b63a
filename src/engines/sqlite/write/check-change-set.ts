import type { EntityRow, NodeRow, Refused } from '../../../model/change-set.ts';
import type { Unit } from './unit.ts';

/** Why a change set cannot be applied; undefined when it can. */
export function checkChangeSet(unit: Unit): Refused | undefined {
  const { requires, nodes, entities } = unit.changeSet;
  const missing = requires
    .filter(({ id, kinds }) => {
      const found = unit.find(id);
      return found === undefined || !kinds.includes(found.kind);
    })
    .map(({ id }) => id);
  const conflicting = [
    ...nodes.filter((row) => isTaken(unit, row)).map((row) => row.record.id),
    ...entities.flatMap((row) => entityConflicts(unit, row)),
  ];
  if (missing.length === 0 && conflicting.length === 0) return undefined;
  return { refused: true, missing: distinct(missing), conflicting: distinct(conflicting) };
}

function isTaken(unit: Unit, { record }: NodeRow): boolean {
  const found = unit.find(record.id);
  if (found === undefined) return false;
  if (found.kind !== record.kind) return true;
  return record.fingerprint !== undefined && record.fingerprint !== found.fingerprint;
}

function entityConflicts(unit: Unit, row: EntityRow): readonly string[] {
  const found = unit.find(row.id);
  if (found !== undefined && found.kind !== 'entity' && found.kind !== 'alias') return [row.id];
  if (row.update === undefined) return [];
  const owner = unit.resolve(row.id)?.id ?? row.id;
  return row.aliases.map((alias) => alias.id).filter((id) => belongsToAnother(unit, id, owner));
}

function belongsToAnother(unit: Unit, id: string, owner: string): boolean {
  const found = unit.find(id);
  if (found === undefined) return false;
  return found.kind === 'alias' ? found.target !== owner : found.id !== owner;
}

const distinct = (ids: readonly string[]): readonly string[] => [...new Set(ids)];
