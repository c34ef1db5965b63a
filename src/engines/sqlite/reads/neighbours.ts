import { inSessionOrder } from '../../../engine/in-session-order.ts';
import { type Neighbour, neighbourCharacters, type TermsBeside } from '../../../engine/reads.ts';
import { packed } from './pages.ts';

/** The nearest memories on one side of a memory `m` in its session, the nearest first; the index alone answers their rows. */
const onSide = (side: 'before' | 'after', most: 1 | 2): string => `
SELECT row
FROM nodes
WHERE space = m.space
  AND session = m.session
  AND order_key ${side === 'before' ? '<' : '>'} m.order_key
ORDER BY order_key ${side === 'before' ? 'DESC' : 'ASC'}
LIMIT ${most}`;

/** The first line of the field of a row: what a memory passes on; null where it has no field yet. */
export const passedOn = (row: string): string => `(
  SELECT substr(f.terms, 1, instr(f.terms, char(10)) - 1)
  FROM memory_fields f
  WHERE f.row = ${row}
)`;

const termsBeside = (side: 'before' | 'after'): string => `
SELECT coalesce(${passedOn('beside.row')}, '') AS terms
FROM (${onSide(side, 2)}) beside`;

const memoriesBeside = (side: 'before' | 'after', most: 1 | 2): string => `
SELECT n.id, substr(n.content, 1, ${neighbourCharacters}) AS content, n.properties ->> 'speaker' AS speaker, n.occurred_at
FROM (${onSide(side, most)}) beside
CROSS JOIN nodes n ON n.row = beside.row`;

const neighboursOn = (side: 'before' | 'after', most: 1 | 2): string =>
  packed('id, content, speaker, occurred_at', memoriesBeside(side, most));

const sessionColumns = (before: string, after: string): string => `
  m.session,
  ${packed('terms', termsBeside('before'))} AS terms_before,
  ${packed('terms', termsBeside('after'))} AS terms_after,
  ${before} AS before,
  ${after} AS after`;

/** What stands around a memory `m` in its session as far as ranking needs it: of the contents that of the one just before. */
export const besideColumns = sessionColumns(neighboursOn('before', 1), `'[]'`);
/** The same with every neighbour. */
export const neighbourColumns = sessionColumns(neighboursOn('before', 2), neighboursOn('after', 2));

/** As these columns select it: lists as JSON, the nearest first, empty outside of sessions. */
export interface Beside {
  readonly session: string | null;
  readonly terms_before: string;
  readonly terms_after: string;
  readonly before: string;
  readonly after: string;
}

interface InSession {
  readonly session?: string;
  readonly beside: readonly TermsBeside[];
  readonly neighbours: readonly Neighbour[];
}

const outsideOfSessions: InSession = { beside: [], neighbours: [] };

/** The session of a memory and what stands around it there. */
export function toInSession(found: Beside): InSession {
  if (found.session === null) return outsideOfSessions;
  return {
    session: found.session,
    beside: inSessionOrder(termsIn(found.terms_before), termsIn(found.terms_after)).map(
      ({ item, place }) => ({ place, terms: item }),
    ),
    neighbours: inSessionOrder(neighboursIn(found.before), neighboursIn(found.after)).map(
      ({ item, place }) => ({ ...item, place }),
    ),
  };
}

const termsIn = (list: string): readonly string[] =>
  (JSON.parse(list) as readonly (readonly [terms: string])[]) // as `termsBeside` is packed
    .map(([terms]) => terms);

type PackedNeighbour = readonly [
  id: string,
  content: string,
  speaker: string | null,
  occurredAt: string,
];

const neighboursIn = (list: string): readonly Omit<Neighbour, 'place'>[] =>
  (JSON.parse(list) as readonly PackedNeighbour[]) // as `memoriesBeside` is packed
    .map(([id, content, speaker, occurredAt]) => ({
      id,
      content,
      ...(speaker === null ? {} : { speaker }),
      occurredAt,
    }));
