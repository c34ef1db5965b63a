import type { MemoryFilter } from '../../../engine/reads.ts';
import type { Connection } from '../connection.ts';
import type { SqlValue } from '../sqlite-driver.ts';
import { entityAt } from './resolve.ts';

/** Comes after every order key: they begin with a digit. */
export const afterEveryKey = '~';

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
  readonly values: Readonly<Record<FilterName, SqlValue>>;
}

type FilterName = 'space' | 'status' | 'domain' | 'asOf' | 'inForceAt' | 'about' | 'low' | 'high';

type FilterInput = MemoryFilter & { readonly space: string; readonly status?: string };

/** Looks up the entities of a filter and names its values; both ends of the range of keys are exclusive. */
export function prepareFilter(connection: Connection, filter: FilterInput): PreparedFilter {
  const { space, kinds, status, domain, asOf, inForceAt, since, until } = filter;
  const entities =
    filter.entities === undefined ? undefined : existing(connection, space, filter.entities);
  const values = {
    space,
    status: status ?? null,
    domain: domain ?? null,
    asOf: asOf ?? null,
    inForceAt: inForceAt ?? null,
    about: entities === undefined ? null : JSON.stringify(entities),
    low: since ?? '',
    high: until ?? afterEveryKey,
  };
  return { connection, space, kinds: [...new Set(kinds)], entities, values };
}

function existing(
  connection: Connection,
  space: string,
  ids: readonly string[],
): readonly number[] {
  const found = ids.map((id) => entityAt(connection, space, id)?.row);
  return [...new Set(found)].filter((row) => row !== undefined);
}
