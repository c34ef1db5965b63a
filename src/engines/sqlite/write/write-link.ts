import type { LinkRow, Written, WrittenLink } from '../../../model/change-set.ts';
import { isMemoryKind } from '../../../model/kind.ts';
import { addFacet } from '../field.ts';
import type { StoredMark } from '../nodes-table.ts';
import { findSupersedable, findSuperseder, supersede } from '../supersession.ts';
import { joinSession } from './join-session.ts';
import type { Unit } from './unit.ts';

const insertLinkRow = `
INSERT INTO links (from_row, type, to_row, from_key, from_kind, properties, written_by)
VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT DO NOTHING`;

const writerOfLink = `
SELECT written_by
FROM links
WHERE from_row = ?
  AND type = ?
  AND to_row = ?`;

const countMemory = `
INSERT INTO memory_counts (entity_row, count)
VALUES (?, 1)
ON CONFLICT DO UPDATE SET count = count + 1`;

interface NewLink {
  readonly from: StoredMark;
  readonly type: string;
  readonly to: StoredMark;
  readonly properties?: string;
}

/** Makes a link unless it is there; answers whether this change set made it, now or when it was sent before. */
export function insertLink(unit: Unit, link: NewLink): boolean {
  const { from, type, to, properties } = link;
  const { changes } = unit.connection.run(
    insertLinkRow,
    from.row,
    type,
    to.row,
    from.order_key,
    from.kind,
    properties ?? null,
    unit.id,
  );
  if (Number(changes) === 0) return writerOf(unit, link) === unit.id;
  if (type === 'ABOUT' && isMemoryKind(from.kind)) unit.connection.run(countMemory, to.row);
  return true;
}

/** Makes a link between the ends, aliases followed; a `SUPERSEDES` link also closes what it points at. */
export function writeLink(unit: Unit, row: LinkRow): readonly WrittenLink[] {
  const from = unit.resolve(row.from);
  const to = unit.resolve(row.to);
  if (from === undefined || to === undefined) return [];
  const { type, properties } = row;
  const link = { from, type, to, ...(properties === undefined ? {} : { properties }) };
  const created = insertLink(unit, link);
  if (type === 'SUPERSEDES') close(unit, from, to);
  if (type === 'DURING') joinSession(unit, from, to.id);
  if (type === 'ABOUT' && created) addFacet(unit.connection, from.row, to.id);
  return [{ askedFrom: row.from, askedTo: row.to, from: from.id, type, to: to.id, created }];
}

function writerOf(unit: Unit, { from, type, to }: NewLink): string | null | undefined {
  return unit.connection.get<{ readonly written_by: string | null }>(
    writerOfLink,
    from.row,
    type,
    to.row,
  )?.written_by;
}

function close(unit: Unit, by: StoredMark, to: StoredMark): void {
  const old = findSupersedable(unit.connection, to.row);
  if (old === undefined || old.superseded_by !== null) return;
  const superseder = findSuperseder(unit.connection, by.row);
  if (superseder !== undefined) supersede(unit.connection, old, superseder);
  unit.forget(to.id);
}

/** Reads by what the end of a `SUPERSEDES` link is superseded; nothing for other links. */
export function superseded(unit: Unit, row: LinkRow): Written['superseded'] {
  if (row.type !== 'SUPERSEDES') return [];
  const by = unit.resolve(row.from);
  const old = unit.resolve(row.to);
  if (by === undefined || old === undefined) return [];
  const supersededBy = findSupersedable(unit.connection, old.row)?.superseded_by ?? undefined;
  return supersededBy === undefined ? [] : [{ id: old.id, by: by.id, supersededBy }];
}
