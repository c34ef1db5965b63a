import { facetsOf } from '../../../engine/facets.ts';
import { ownLines } from '../../../engine/field.ts';
import type { ReindexedRow } from '../../../model/change-set.ts';
import { isMemoryKind } from '../../../model/kind.ts';
import { replaceField } from '../field.ts';
import type { Unit } from './unit.ts';

const markAnalysed = `
UPDATE nodes
SET session = ?,
    analysis = ?
WHERE row = ?`;

/** Gives a stored memory the field of its new analysis. */
export function writeReindexed(
  unit: Unit,
  { record, about, session, analysis }: ReindexedRow,
): void {
  const { connection, space } = unit;
  const found = unit.find(record.id);
  if (found === undefined || !isMemoryKind(found.kind)) return;
  // Whatever adds words to a memory also changes its status.
  if (found.status !== (record.status ?? null)) return;
  const joined = found.session ?? session ?? null;
  connection.run(markAnalysed, joined, analysis.version, found.row);
  unit.forget(record.id);
  const facets = facetsOf({
    space,
    kind: found.kind,
    domain: record.domain,
    about,
    analysisVersion: analysis.version,
  });
  const place = joined === null ? undefined : { space, session: joined, key: found.order_key };
  replaceField(connection, found.row, { facets, lines: ownLines(analysis), place });
  if (place !== undefined) unit.changedAt(place);
}
