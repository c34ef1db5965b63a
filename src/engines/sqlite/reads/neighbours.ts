import { inSessionOrder } from '../../../engine/in-session-order.ts';
import {
  type Neighbour,
  neighbourCharacters,
  type SearchInput,
  type TermsBeside,
} from '../../../engine/reads.ts';
import type { Connection } from '../connection.ts';
import type { Sliced } from '../in-slices.ts';
import { inPages, packed } from './pages.ts';

/** The nearest memories on one side of a memory `m` in its session, the nearest first; the index alone answers their rows. */
const onSide = (side: 'before' | 'after', most: 1 | 2): string => `
SELECT row
FROM nodes
WHERE space = m.space
  AND session = m.session
  AND order_key ${side === 'before' ? '<' : '>'} m.order_key
ORDER BY order_key ${side === 'before' ? 'DESC' : 'ASC'}
LIMIT ${most}`;

const termsBeside = (side: 'before' | 'after'): string => `
SELECT coalesce(substr(f.terms, 1, instr(f.terms, char(10)) - 1), '') AS terms
FROM (${onSide(side, 2)}) beside
LEFT JOIN memory_fields f ON f.row = beside.row`;

const memoriesBeside = (side: 'before' | 'after', most: 1 | 2): string => `
SELECT n.id, substr(n.content, 1, ${neighbourCharacters}) AS content, n.properties ->> 'speaker' AS speaker, n.occurred_at
FROM (${onSide(side, most)}) beside
CROSS JOIN nodes n ON n.row = beside.row`;

const aroundMemories = (before: string, after: string): string => `
SELECT m.row, m.session,
  ${packed('terms', termsBeside('before'))} AS terms_before,
  ${packed('terms', termsBeside('after'))} AS terms_after,
  ${before} AS before,
  ${after} AS after
FROM json_each(?) wanted
CROSS JOIN nodes m ON m.row = wanted.value
WHERE m.session IS NOT NULL`;

const neighboursOn = (side: 'before' | 'after', most: 1 | 2): string =>
  packed('id, content, speaker, occurred_at', memoriesBeside(side, most));

/** What ranking needs: of the contents that of the one just before. */
const forRanking = aroundMemories(neighboursOn('before', 1), `'[]'`);
const allAround = aroundMemories(neighboursOn('before', 2), neighboursOn('after', 2));

/** Lists as JSON, the nearest first. */
interface Around {
  readonly row: number;
  readonly session: string;
  readonly terms_before: string;
  readonly terms_after: string;
  readonly before: string;
  readonly after: string;
}

export interface InSession {
  readonly session?: string;
  readonly beside: readonly TermsBeside[];
  readonly neighbours: readonly Neighbour[];
}

/** By row the sessions of memories and what stands around them there; nothing for one outside of sessions. */
export function* aroundInSessions(
  connection: Connection,
  memories: readonly { readonly row: number }[],
  { withNeighbours }: Pick<SearchInput, 'withNeighbours'>,
): Sliced<ReadonlyMap<number, InSession>> {
  const around = new Map<number, InSession>();
  const text = withNeighbours ? allAround : forRanking;
  for (const page of inPages(memories, pageSize)) {
    const rows = JSON.stringify(page.map(({ row }) => row));
    for (const found of connection.all<Around>(text, rows))
      around.set(found.row, {
        session: found.session,
        beside: inSessionOrder(termsIn(found.terms_before), termsIn(found.terms_after)).map(
          ({ item, place }) => ({ place, terms: item }),
        ),
        neighbours: inSessionOrder(neighboursIn(found.before), neighboursIn(found.after)).map(
          ({ item, place }) => ({ ...item, place }),
        ),
      });
    yield;
  }
  return around;
}

/** A neighbour of a megabyte is read whole for its beginning. */
const pageSize = 10;

const termsIn = (list: string): readonly string[] =>
  (JSON.parse(list) as readonly (readonly [terms: string])[]) // as `aroundMemories` packs it
    .map(([terms]) => terms);

type PackedNeighbour = readonly [
  id: string,
  content: string,
  speaker: string | null,
  occurredAt: string,
];

const neighboursIn = (list: string): readonly Omit<Neighbour, 'place'>[] =>
  (JSON.parse(list) as readonly PackedNeighbour[]) // as `aroundMemories` packs it
    .map(([id, content, speaker, occurredAt]) => ({
      id,
      content,
      ...(speaker === null ? {} : { speaker }),
      occurredAt,
    }));
