import type { Review, ReviewInput } from '../../../engine/reads.ts';
import { memoryKinds } from '../../../model/kind.ts';
import { compareTexts } from '../compare-texts.ts';
import type { Connection } from '../connection.ts';
import type { StoredNode } from '../node-row.ts';
import { dueRows, rangeRows, rowsOfEntity } from './list.ts';
import { countAbout } from './memory-count.ts';
import { prepareFilter } from './memory-filter.ts';
import { detailsOf, entitiesOf, type EntityColumns, toEntityRef } from './node-detail.ts';

/** Fewer memories than this do not make an entity one that has gone quiet. */
const fewestMemories = 3;

/** What reflection looks at. */
export function review(connection: Connection, input: ReviewInput): Review {
  const details = (nodes: readonly StoredNode[]) => detailsOf(connection, input.space, nodes);
  return {
    due: details(dueCommitments(connection, input)),
    broken: details(ended(connection, input, { kind: 'commitment', status: 'broken' })),
    superseded: details(ended(connection, input, { kind: 'decision', status: 'superseded' })),
    quiet: quietEntities(connection, input),
  };
}

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
}

function ended(
  connection: Connection,
  input: ReviewInput,
  { kind, status }: Ended,
): readonly StoredNode[] {
  const { since, limit } = input;
  const filter = prepareFilter(connection, {
    ...common(input),
    kinds: [kind],
    status,
    ...(since === undefined ? {} : { since }),
  });
  return rangeRows(filter, { order: 'newest', limit });
}

function quietEntities(connection: Connection, input: ReviewInput): Review['quiet'] {
  const { quietBefore, limit } = input;
  const filter = prepareFilter(connection, {
    ...common(input),
    kinds: memoryKinds,
    until: quietBefore,
  });
  const entities = new Map<number, EntityColumns>();
  for (const memory of rangeRows(filter, { order: 'newest', limit }))
    for (const entity of entitiesOf(connection, memory.row)) entities.set(entity.row, entity);
  return [...entities.values()]
    .toSorted((a, b) => compareTexts(a.id, b.id))
    .flatMap((entity) => quietness(connection, input, entity))
    .slice(0, limit);
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
