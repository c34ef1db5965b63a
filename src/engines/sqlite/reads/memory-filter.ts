import type { MemoryFilter } from '../../../engine/reads.ts';
import type { Connection } from '../connection.ts';
import type { SqlValue } from '../sqlite-driver.ts';
import { entityAt } from './resolve.ts';

/** Comes after every order key: they begin with a digit. */
const afterEveryKey = '~';

/** What every filtered text asks of a memory `n`, besides its kind and the range of its key. */
export const filterClauses = `
  AND ($status IS NULL OR n.status = $status)
  AND ($domain IS NULL OR n.domain = $domain)
  AND ($asOf IS NULL OR (n.valid_from <= $asOf AND (n.valid_to IS NULL OR n.valid_to > $asOf)))
  AND ($inForceAt IS NULL OR n.valid_to IS NULL OR n.valid_to > $inForceAt)
  AND ($about IS NULL OR EXISTS (
    SELECT 1
    FROM json_each($about) wanted
    CROSS JOIN links about
    WHERE about.from_row = n.row
      AND about.type = 'ABOUT'
      AND about.to_row = wanted.value
  ))`;

/** The filter as the texts take it, with its entities looked up. */
export interface PreparedFilter {
  readonly connection: Connection;
  readonly space: string;
  readonly kinds: readonly string[];
  /** Rows of entities that exist; undefined when the filter names none. */
  readonly entities: readonly number[] | undefined;
  /** Their ids; an id that no entity has, where there is none, so that nothing is found. */
  readonly entityIds: readonly string[] | undefined;
  readonly values: Readonly<Record<FilterName, SqlValue>>;
}

type FilterName = 'space' | 'status' | 'domain' | 'asOf' | 'inForceAt' | 'about' | 'low' | 'high';

type FilterInput = MemoryFilter & { readonly space: string; readonly status?: string };

/** Looks up the entities of a filter and names its values; both ends of the range of keys are exclusive. */
export function prepareFilter(connection: Connection, filter: FilterInput): PreparedFilter {
  const { space, kinds, status, domain, asOf, inForceAt, since, until } = filter;
  const { entities, entityIds } = existing(connection, space, filter.entities);
  const values = {
    space,
    status: status ?? null,
    domain: domain ?? null,
    asOf: asOf ?? null,
    inForceAt: inForceAt ?? null,
    about: entities === undefined ? null : JSON.stringify(entities),
    low: since ?? '',
    high: upperEnd(connection, { space, until, asOf }),
  };
  return { connection, space, kinds: [...new Set(kinds)], entities, entityIds, values };
}

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
