import { isMemoryKind } from '../../../model/kind.ts';
import type { StoredMark } from '../nodes-table.ts';
import type { Unit } from './unit.ts';

const setSession = `
UPDATE nodes
SET session = ?
WHERE row = ?`;

/** A memory belongs to the first session it is linked to; it takes terms over from those before it there, and passes its own on. */
export function joinSession(unit: Unit, memory: StoredMark, session: string): void {
  const { connection, space } = unit;
  // One of an older release joins when it is reindexed.
  if (!isMemoryKind(memory.kind) || memory.session !== null || memory.analysis === null) return;
  connection.run(setSession, session, memory.row);
  unit.forget(memory.id);
  unit.joined(memory.row, { space, session, key: memory.order_key });
}
