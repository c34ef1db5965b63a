import type { Review, ReviewInput } from '../../../engine/reads.ts';
import type { Instant } from '../../../model/instant.ts';
import { memoryKinds } from '../../../model/kind.ts';
import type { NodeRecord } from '../../../model/node-record.ts';
import { compareTexts } from '../compare-texts.ts';
import type { Connection } from '../connection.ts';
import type { Sliced } from '../in-slices.ts';
import { type StoredNode, toRecord } from '../node-row.ts';
import { dueRows, rangeRows, rowsOfEntity } from './list.ts';
import { countAbout } from './memory-count.ts';
import { prepareFilter } from './memory-filter.ts';
import { detailsInSlices, entitiesOf, type EntityColumns, toEntityRef } from './node-detail.ts';

/** Fewer memories than this do not make an entity one that has gone quiet. */
const fewestMemories = 3;

/** What reflection looks at. */
export function* review(connection: Connection, input: ReviewInput): Sliced<Review> {
  const details = (nodes: readonly StoredNode[]) => detailsInSlices(connection, input.space, nodes);
  return {
    due: yield* details(dueCommitments(connection, input)),
    broken: yield* details(yield* ended(connection, input, brokenCommitments)),
    superseded: yield* details(yield* ended(connection, input, supersededDecisions)),
    quiet: yield* quietEntities(connection, input),
  };
}

const brokenCommitments: Ended = {
  kind: 'commitment',
  status: 'broken',
  endedAt: (node) => node.closedAt,
};

const supersededDecisions: Ended = {
  kind: 'decision',
  status: 'superseded',
  endedAt: (node) => node.validTo,
};

/** The part of a filter that every list of a review has. */
const common = ({ space, entity }: ReviewInput) => ({
  space,
  ...(entity === undefined ? {} : { entities: [entity] }),
});

function dueCommitments(connection: Connection, input: ReviewInput): readonly StoredNode[] {
  const filter = prepareFilter(connection, {
    ...common(input),
    kinds: ['commitment'],
    status: 'open',
  });
  return dueRows(filter, { limit: input.limit, before: input.dueBefore });
}

interface Ended {
  readonly kind: 'commitment' | 'decision';
  readonly status: string;
  /** When it ended. */
  readonly endedAt: (node: NodeRecord) => Instant | undefined;
}

/** Read in pages from the latest on, until enough of them ended at or after `since`. */
function* ended(
  connection: Connection,
  input: ReviewInput,
  { kind, status, endedAt }: Ended,
): Sliced<readonly StoredNode[]> {
  const { since, limit } = input;
  const found: StoredNode[] = [];
  const page = { order: 'newest', limit } as const;
  let filter = prepareFilter(connection, { ...common(input), kinds: [kind], status });
  for (;;) {
    const rows = rangeRows(filter, page);
    found.push(
      ...rows.filter((row) => since === undefined || isSince(endedAt(toRecord(row)), since)),
    );
    const last = rows.at(-1);
    if (last === undefined || rows.length < limit || found.length >= limit)
      return found.slice(0, limit);
    filter = { ...filter, values: { ...filter.values, high: last.order_key } };
    yield;
  }
}

const isSince = (at: Instant | undefined, since: Instant): boolean =>
  at !== undefined && at >= since;

function* quietEntities(connection: Connection, input: ReviewInput): Sliced<Review['quiet']> {
  const { quietBefore, limit } = input;
  const filter = prepareFilter(connection, {
    ...common(input),
    kinds: memoryKinds,
    until: quietBefore,
  });
  const entities = new Map<number, EntityColumns>();
  for (const memory of rangeRows(filter, { order: 'newest', limit })) {
    for (const entity of entitiesOf(connection, memory.row)) entities.set(entity.row, entity);
    yield;
  }
  const quiet: Review['quiet'][number][] = [];
  for (const entity of [...entities.values()].toSorted((a, b) => compareTexts(a.id, b.id))) {
    quiet.push(...quietness(connection, input, entity));
    yield;
  }
  return quiet.slice(0, limit);
}

function quietness(
  connection: Connection,
  { space, quietBefore }: ReviewInput,
  entity: EntityColumns,
): Review['quiet'] {
  const every = prepareFilter(connection, { space, kinds: memoryKinds });
  const [latest] = rowsOfEntity(every, entity.row, { order: 'newest', limit: 1 });
  const lastAt = latest?.occurred_at ?? latest?.created_at;
  if (latest === undefined || lastAt === undefined || lastAt >= quietBefore) return [];
  const count = countAbout(connection, entity.row);
  if (count < fewestMemories) return [];
  return [{ entity: toEntityRef(entity), count, lastAt, lastMemory: latest.id }];
}
