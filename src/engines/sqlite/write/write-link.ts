import type { LinkRow, Written, WrittenLink } from '../../../model/change-set.ts';
import type { StoredMark } from '../nodes-table.ts';
import { findSupersedable, findSuperseder, supersede } from '../supersession.ts';
import type { Unit } from './unit.ts';

const insertLinkRow = `
INSERT INTO links (space, from_id, type, to_id, from_key, from_kind, properties, written_by)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT DO NOTHING`;

const writerOfLink = `
SELECT written_by
FROM links
WHERE space = ?
  AND from_id = ?
  AND type = ?
  AND to_id = ?`;

interface NewLink {
  readonly from: StoredMark;
  readonly type: string;
  readonly to: StoredMark;
  readonly properties?: string;
}

/** Makes a link unless it is there; answers whether this change set made it, now or when it was sent before. */
export function insertLink(unit: Unit, { from, type, to, properties }: NewLink): boolean {
  const { changes } = unit.connection.run(
    insertLinkRow,
    unit.space,
    from.id,
    type,
    to.id,
    from.order_key,
    from.kind,
    properties ?? null,
    unit.id,
  );
  if (Number(changes) > 0) return true;
  const known = unit.connection.get<{ written_by: string | null }>(
    writerOfLink,
    unit.space,
    from.id,
    type,
    to.id,
  );
  return known?.written_by === unit.id;
}

/** Makes a link between the ends, aliases followed; a `SUPERSEDES` link also closes what it points at. */
export function writeLink(unit: Unit, row: LinkRow): readonly WrittenLink[] {
  const from = unit.resolve(row.from);
  const to = unit.resolve(row.to);
  if (from === undefined || to === undefined) return [];
  const { type, properties } = row;
  const link = { from, type, to, ...(properties === undefined ? {} : { properties }) };
  const created = insertLink(unit, link);
  if (type === 'SUPERSEDES') close(unit, from.id, to.id);
  return [{ askedFrom: row.from, askedTo: row.to, from: from.id, type, to: to.id, created }];
}

function close(unit: Unit, by: string, id: string): void {
  const old = findSupersedable(unit.connection, unit.space, id);
  if (old === undefined || old.superseded_by !== null) return;
  const superseder = findSuperseder(unit.connection, unit.space, by);
  if (superseder !== undefined) supersede(unit.connection, old, superseder);
  unit.forget(id);
}

/** Reads by what the end of a `SUPERSEDES` link is superseded; nothing for other links. */
export function superseded(unit: Unit, row: LinkRow): Written['superseded'] {
  if (row.type !== 'SUPERSEDES') return [];
  const by = unit.resolve(row.from)?.id ?? row.from;
  const old = unit.resolve(row.to)?.id ?? row.to;
  const supersededBy = findSupersedable(unit.connection, unit.space, old)?.superseded_by;
  return supersededBy === undefined || supersededBy === null ? [] : [{ id: old, by, supersededBy }];
}
