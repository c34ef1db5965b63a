import type { EntityRow, EntityUpdate, WrittenEntity } from '../../../model/change-set.ts';
import type { NodeRecord } from '../../../model/node-record.ts';
import { recordOfRow, type StoredMark, updateNode } from '../nodes-table.ts';
import type { Unit } from './unit.ts';

const markUpdated = `
UPDATE nodes
SET updated_by = ?
WHERE row = ?`;

/** Makes an entity unless it is known, and changes a known one where that is asked for. */
export function writeEntity(unit: Unit, row: EntityRow): WrittenEntity {
  const entity = makeEntity(unit, row);
  const created = entity.written_by === unit.id;
  const mayAddAliases = created || row.update !== undefined;
  const added = mayAddAliases ? addAliases(unit, row.aliases, entity.id) : 0;
  // What this change set made has what it was given, and must not get it again when the change set is sent again.
  const changed = created ? undefined : changesOf(unit, entity, row.update);
  if (changed !== undefined) updateNode(unit.connection, { row: entity.row, set: changed });
  if (changed !== undefined || (added > 0 && !created)) markAsUpdated(unit, entity);
  return answer(unit, row.id, entity.id);
}

function makeEntity(unit: Unit, row: EntityRow): StoredMark {
  return unit.resolve(row.id) ?? unit.insert(row.record);
}

function addAliases(unit: Unit, aliases: readonly NodeRecord[], target: string): number {
  let added = 0;
  for (const alias of aliases) {
    if (alias.id === target || unit.find(alias.id) !== undefined) continue;
    unit.insert({ ...alias, target });
    added += 1;
  }
  return added;
}

function changesOf(
  unit: Unit,
  entity: StoredMark,
  update: EntityUpdate | undefined,
): Partial<NodeRecord> | undefined {
  if (update === undefined) return undefined;
  const { description, type } = update;
  const changes: { description?: string; type?: string } = {};
  if (type !== undefined && entity.type === null) changes.type = type;
  if (
    description !== undefined &&
    recordOfRow(unit.connection, entity.row)?.description !== description
  )
    changes.description = description;
  return Object.keys(changes).length === 0 ? undefined : changes;
}

/** Remembers who changed it, so that the same change set sent again gets the same answer. */
function markAsUpdated(unit: Unit, entity: StoredMark): void {
  unit.connection.run(markUpdated, unit.id, entity.row);
  unit.forget(entity.id);
}

function answer(unit: Unit, asked: string, id: string): WrittenEntity {
  const entity = stored(unit, id);
  return {
    asked,
    id,
    name: entity.name ?? '',
    ...(entity.type === null ? {} : { type: entity.type }),
    created: entity.written_by === unit.id,
    updated: entity.updated_by === unit.id,
  };
}

function stored(unit: Unit, id: string): StoredMark {
  const found = unit.find(id);
  if (found === undefined)
    throw new TypeError(`The entity ${id} was just written and is not there`);
  return found;
}
