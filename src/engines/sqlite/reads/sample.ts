import {
  linksShown,
  type SampledLink,
  type SampledMemory,
  type SampledNode,
  sampledCharacters,
  type SampleInput,
} from '../../../engine/reads.ts';
import { memoryKinds } from '../../../model/kind.ts';
import { compareTexts } from '../compare-texts.ts';
import type { Connection } from '../connection.ts';
import type { Sliced } from '../in-slices.ts';
import { linkedByEnd, memoryKindList } from '../schema.ts';
import type { Place } from './list.ts';
import { entitiesOf, toEntityRef } from './node-detail.ts';
import { entityAt } from './resolve.ts';

/** So many places are looked up in one step. */
const pageSize = 500;

/** The index alone answers places, so that looking through four kinds costs little. */
const latestOfKind = `
SELECT n.row, n.order_key AS key
FROM nodes n
WHERE n.space = $space
  AND n.kind = $kind
  AND n.order_key < $before
ORDER BY n.order_key DESC
LIMIT $limit`;

const latestAbout = `
SELECT l.from_row AS row, l.from_key AS key
FROM links l
WHERE l.to_row = $entity
  AND l.type = 'ABOUT'
  AND l.from_key < $before
  AND l.from_kind IN (${memoryKindList})
ORDER BY l.from_key DESC
LIMIT $limit`;

const memoryInRow = `
SELECT
  n.id, n.kind, n.created_at AS createdAt, n.status, substr(n.content, 1, ${sampledCharacters}) AS content,
  n.occurred_at AS occurredAt, n.valid_to AS validTo, n.superseded_by AS supersededBy,
  substr(n.properties ->> 'rationale', 1, ${sampledCharacters}) AS rationale, n.properties ->> 'speaker' AS speaker,
  n.properties ->> 'to' AS "to", n.properties ->> 'dueAt' AS dueAt, n.properties ->> 'closedAt' AS closedAt
FROM nodes n
WHERE n.row = ?`;

const linksOfRow = `
SELECT l.type, 'out' AS direction, n.id, n.valid_to AS validTo, n.superseded_by AS supersededBy
FROM links l
CROSS JOIN nodes n ON n.row = l.to_row
WHERE l.from_row = $row
  AND l.type <> 'ABOUT'
UNION ALL
SELECT l.type, 'in' AS direction, n.id, n.valid_to, n.superseded_by
FROM links l
CROSS JOIN nodes n ON n.row = l.from_row
WHERE l.to_row = $row
  AND (${linkedByEnd('l.')})
  AND l.type <> 'ABOUT'
ORDER BY 1, 2, 3
LIMIT ${linksShown}`;

/** The latest memories, in brief. */
export function* sample(
  connection: Connection,
  input: SampleInput,
): Sliced<readonly SampledMemory[]> {
  const found: SampledMemory[] = [];
  for (const { row } of yield* latestPlaces(connection, input)) {
    found.push(memoryAt(connection, row));
    yield;
  }
  return found;
}

function* latestPlaces(connection: Connection, input: SampleInput): Sliced<readonly Place[]> {
  const entity =
    input.entity === undefined ? undefined : entityAt(connection, input.space, input.entity);
  if (input.entity !== undefined && entity === undefined) return [];
  const places: Place[] = [];
  let { before } = input;
  for (;;) {
    const limit = Math.min(pageSize, input.limit - places.length);
    const page = latestPage(connection, { space: input.space, entity: entity?.row, before, limit });
    places.push(...page);
    const last = page.at(-1);
    if (last === undefined || page.length < limit || places.length >= input.limit) return places;
    before = last.key;
    yield;
  }
}

interface Page {
  readonly space: string;
  readonly entity: number | undefined;
  readonly before: string;
  readonly limit: number;
}

function latestPage(connection: Connection, page: Page): readonly Place[] {
  const { space, entity, before, limit } = page;
  if (entity !== undefined) return connection.all<Place>(latestAbout, { entity, before, limit });
  return memoryKinds
    .flatMap((kind) => connection.all<Place>(latestOfKind, { space, kind, before, limit }))
    .toSorted((a, b) => compareTexts(b.key, a.key))
    .slice(0, limit);
}

function memoryAt(connection: Connection, row: number): SampledMemory {
  return {
    node: given(connection.get(memoryInRow, row) ?? {}) as SampledNode, // the columns are its properties
    entities: entitiesOf(connection, row).map(toEntityRef),
    links: connection.all<object>(linksOfRow, { row }).map((link) => given(link) as SampledLink), // as above
  };
}

/** A row without what it does not have. */
const given = (row: object): object =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));
