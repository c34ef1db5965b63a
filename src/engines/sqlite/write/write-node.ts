import { facetsOf } from '../../../engine/facets.ts';
import { ownLines } from '../../../engine/field.ts';
import type { Analysis, NodeRow } from '../../../model/change-set.ts';
import { isMemoryKind } from '../../../model/kind.ts';
import { insertField, type SessionPlace } from '../field.ts';
import type { StoredMark } from '../nodes-table.ts';
import type { Unit } from './unit.ts';
import { insertLink } from './write-link.ts';

/** Makes a memory or a session unless it is there, and links a new one to what it is about. */
export function writeNode(
  unit: Unit,
  { record, about, analysis }: NodeRow,
): { readonly id: string; readonly created: boolean } {
  const known = unit.find(record.id);
  if (known !== undefined) return { id: record.id, created: known.written_by === unit.id };
  const session = isMemoryKind(record.kind) ? sessionOf(unit, record.id) : null;
  const from = unit.insert(record, { session, analysis: analysis?.version ?? null });
  // Two names may mean the same entity; the link is then made once.
  const entities = new Map(about.flatMap((id) => unit.resolve(id) ?? []).map((to) => [to.id, to]));
  for (const to of entities.values()) insertLink(unit, { from, type: 'ABOUT', to });
  if (analysis !== undefined)
    writeField(unit, { from, about: [...entities.keys()], domain: record.domain, analysis });
  return { id: record.id, created: true };
}

/** The session that the change set links a memory to: known beforehand, so that its field is written once. */
function sessionOf({ changeSet }: Unit, id: string): string | null {
  return changeSet.links.find(({ from, type }) => from === id && type === 'DURING')?.to ?? null;
}

interface Field {
  readonly from: StoredMark;
  readonly about: readonly string[];
  readonly domain: string | undefined;
  readonly analysis: Analysis;
}

function writeField(unit: Unit, { from, about, domain, analysis }: Field): void {
  const { connection, space } = unit;
  const { row, kind } = from;
  if (!isMemoryKind(kind)) return;
  const facets = facetsOf({ space, kind, domain, about, analysisVersion: analysis.version });
  const place = placeOf(space, from);
  insertField(connection, row, { facets, lines: ownLines(analysis), place });
  if (place !== undefined) unit.changedAt(place);
}

const placeOf = (space: string, { session, order_key }: StoredMark): SessionPlace | undefined =>
  session === null ? undefined : { space, session, key: order_key };
