import type { MemoryFilter } from '../../../engine/reads.ts';
import { type MemoryKind, memoryKinds } from '../../../model/kind.ts';
import type { Connection } from '../connection.ts';
import { kindList } from '../schema.ts';
import { entityAt } from './resolve.ts';

/** Comes after every order key: they begin with a digit. */
export const afterEveryKey = '~';

/** What each part of a filter asks of a memory `n`, by the name of its value; only what is asked for costs anything. */
const clauses = {
  status: 'AND n.status = $status',
  domain: 'AND n.domain = $domain',
  asOf: 'AND n.valid_from <= $asOf AND (n.valid_to IS NULL OR n.valid_to > $asOf)',
  inForceAt: 'AND (n.valid_to IS NULL OR n.valid_to > $inForceAt)',
  about: `AND EXISTS (
    SELECT 1
    FROM json_each($about) wanted
    CROSS JOIN links about
    WHERE about.from_row = n.row
      AND about.type = 'ABOUT'
      AND about.to_row = wanted.value
  )`,
} as const;

type ClauseName = keyof typeof clauses;

const clauseNames = Object.keys(clauses) as readonly ClauseName[]; // the keys of an object of this type

/** The filter as the texts take it, with its entities looked up. */
export interface PreparedFilter {
  readonly connection: Connection;
  readonly kinds: readonly MemoryKind[];
  /** Rows of entities that exist; undefined when the filter names none. */
  readonly entities: readonly number[] | undefined;
  /** Their ids; an id that no entity has, where there is none, so that nothing is found. */
  readonly entityIds: readonly string[] | undefined;
  /** What every text asks of a memory `n`, besides its space, its kind and the range of its key. */
  readonly clauses: string;
  /** The values of these clauses, and of `$space`, `$low` and `$high`, which every text has. */
  readonly values: FilterValues;
}

type FilterValues = Readonly<
  Record<'space' | 'low' | 'high', string> & Partial<Record<ClauseName, string>>
>;

type FilterInput = MemoryFilter & { readonly space: string; readonly status?: string };

/** Looks up the entities of a filter and names its values; both ends of the range of keys are exclusive. */
export function prepareFilter(connection: Connection, filter: FilterInput): PreparedFilter {
  const { space, kinds, status, domain, asOf, inForceAt, since, until } = filter;
  const { entities, entityIds } = existing(connection, space, filter.entities);
  const values = {
    space,
    ...(status === undefined ? {} : { status }),
    ...(domain === undefined ? {} : { domain }),
    ...(asOf === undefined ? {} : { asOf }),
    ...(inForceAt === undefined ? {} : { inForceAt }),
    ...(entities === undefined ? {} : { about: JSON.stringify(entities) }),
    low: since ?? '',
    high: upperEnd(connection, { space, until, asOf }),
  };
  return {
    connection,
    kinds: memoryKinds.filter((kind) => kinds.includes(kind)),
    entities,
    entityIds,
    clauses: clauseNames
      .filter((name) => name in values)
      .map((name) => clauses[name])
      .join('\n  '),
    values,
  };
}

/** A condition that a column is one of the kinds of a filter. */
export const isOfKinds = (column: string, { kinds }: Pick<PreparedFilter, 'kinds'>): string =>
  `${column} IN (${kindList(kinds)})`;

const validEarly = `
SELECT 1 AS found
FROM nodes
WHERE space = ?
  AND valid_from < coalesce(occurred_at, created_at)
LIMIT 1`;

interface Ends {
  readonly space: string;
  readonly until: string | undefined;
  readonly asOf: string | undefined;
}

/** What began to be valid by `asOf` had happened by then, unless the space holds something that was valid before it happened. */
function upperEnd(connection: Connection, { space, until, asOf }: Ends): string {
  const high = until ?? afterEveryKey;
  if (asOf === undefined || connection.get(validEarly, space) !== undefined) return high;
  const behind = `${asOf}${afterEveryKey}`;
  return behind < high ? behind : high;
}

function existing(
  connection: Connection,
  space: string,
  ids: readonly string[] | undefined,
): Pick<PreparedFilter, 'entities' | 'entityIds'> {
  if (ids === undefined) return { entities: undefined, entityIds: undefined };
  const found = ids.flatMap((id) => entityAt(connection, space, id) ?? []);
  const byRow = new Map(found.map((entity) => [entity.row, entity.id]));
  return { entities: [...byRow.keys()], entityIds: byRow.size === 0 ? ids : [...byRow.values()] };
}
