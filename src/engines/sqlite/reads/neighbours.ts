import { type Neighbour, neighbourCharacters } from '../../../engine/reads.ts';
import type { Connection } from '../connection.ts';

interface NeighbourColumns {
  readonly id: string;
  readonly content: string;
  readonly speaker: string | null;
  readonly occurred_at: string;
}

const columns = `id, substr(content, 1, ${neighbourCharacters}) AS content, properties ->> 'speaker' AS speaker, occurred_at`;

const twoBefore = `
SELECT ${columns}
FROM nodes
WHERE space = $space
  AND session = $session
  AND order_key < $key
ORDER BY order_key DESC
LIMIT 2`;

const twoAfter = `
SELECT ${columns}
FROM nodes
WHERE space = $space
  AND session = $session
  AND order_key > $key
ORDER BY order_key
LIMIT 2`;

const sessionOfRow = `
SELECT space, session, order_key AS key
FROM nodes
WHERE row = ?
  AND session IS NOT NULL`;

/** The session of a memory and those around it there; nothing for one outside of sessions. */
export function aroundInSession(
  connection: Connection,
  row: number,
): { readonly session?: string; readonly neighbours: readonly Neighbour[] } {
  const place = connection.get<{ space: string; session: string; key: string }>(sessionOfRow, row);
  if (place === undefined) return { neighbours: [] };
  const before = connection.all<NeighbourColumns>(twoBefore, place);
  const after = connection.all<NeighbourColumns>(twoAfter, place);
  const neighbours = [
    ...before.map((found, index) => toNeighbour(found, index === 0 ? -1 : -2)).toReversed(),
    ...after.map((found, index) => toNeighbour(found, index === 0 ? 1 : 2)),
  ];
  return { session: place.session, neighbours };
}

function toNeighbour(
  { id, content, speaker, occurred_at }: NeighbourColumns,
  place: Neighbour['place'],
): Neighbour {
  return { id, place, content, ...(speaker === null ? {} : { speaker }), occurredAt: occurred_at };
}
