import { type Neighbour, neighbourCharacters } from '../../../engine/reads.ts';
import type { Connection } from '../connection.ts';
import type { Sliced } from '../in-slices.ts';
import { inPages, packed } from './pages.ts';

const columns = `id, substr(content, 1, ${neighbourCharacters}) AS content, properties ->> 'speaker' AS speaker, occurred_at`;

const twoBefore = `
SELECT ${columns}
FROM nodes
WHERE space = m.space
  AND session = m.session
  AND order_key < m.order_key
ORDER BY order_key DESC
LIMIT 2`;

const twoAfter = `
SELECT ${columns}
FROM nodes
WHERE space = m.space
  AND session = m.session
  AND order_key > m.order_key
ORDER BY order_key
LIMIT 2`;

const neighbour = 'id, content, speaker, occurred_at';

const aroundMemories = `
SELECT m.row, m.session, ${packed(neighbour, twoBefore)} AS before, ${packed(neighbour, twoAfter)} AS after
FROM json_each(?) wanted
CROSS JOIN nodes m ON m.row = wanted.value
WHERE m.session IS NOT NULL`;

interface Around {
  readonly row: number;
  readonly session: string;
  /** The nearest first, as JSON. */
  readonly before: string;
  readonly after: string;
}

interface InSession {
  readonly session: string;
  readonly neighbours: readonly Neighbour[];
}

/** By row the sessions of memories and those around them there; nothing for one outside of sessions. */
export function* aroundInSessions(
  connection: Connection,
  memories: readonly { readonly row: number }[],
): Sliced<ReadonlyMap<number, InSession>> {
  const around = new Map<number, InSession>();
  for (const page of inPages(memories, pageSize)) {
    const rows = JSON.stringify(page.map(({ row }) => row));
    for (const { row, session, before, after } of connection.all<Around>(aroundMemories, rows)) {
      const neighbours = [
        ...neighboursIn(before, [-1, -2]).toReversed(),
        ...neighboursIn(after, [1, 2]),
      ];
      around.set(row, { session, neighbours });
    }
    yield;
  }
  return around;
}

/** A neighbour of a megabyte is read whole for its beginning. */
const pageSize = 10;

type PackedNeighbour = readonly [
  id: string,
  content: string,
  speaker: string | null,
  occurredAt: string,
];

const neighboursIn = (list: string, places: readonly [near: -1 | 1, far: -2 | 2]): Neighbour[] =>
  (JSON.parse(list) as readonly PackedNeighbour[]) // as `aroundMemories` packs it
    .map(([id, content, speaker, occurredAt], index) => ({
      id,
      place: index === 0 ? places[0] : places[1],
      content,
      ...(speaker === null ? {} : { speaker }),
      occurredAt,
    }));
