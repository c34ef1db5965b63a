import type { CallLimits, Costed } from '../../engine/engine.ts';
import { analysisToken, spaceToken } from '../../engine/facets.ts';
import type {
  EntityContext,
  ExportedNode,
  ExportInput,
  NodeDetail,
  OutdatedInput,
  OutdatedMemory,
  Reads,
  Review,
  ReviewInput,
  Statistics,
} from '../../engine/reads.ts';
import { type NodeKind, nodeKinds } from '../../model/kind.ts';
import { listCall } from './list.ts';
import { neighbourhoodCall, toNeighbourhood } from './neighbourhood.ts';
import { type StoredDetail, type StoredEntity, toDetail, toEntityRef } from './node-detail.ts';
import { InstantValue, WholeNumber } from './parameter.ts';
import { toRecord } from './properties.ts';
import { sampleCall, toSampled } from './sample.ts';
import { searchCall, toCandidates } from './search.ts';
import type { Row, StatementCall, StatementRunner } from './statement-runner.ts';
import { entityContext, exportPage, nodesById, statistics } from './statements/node-statements.ts';
import { outdated, outdatedCount } from './statements/outdated-statements.ts';
import { review } from './statements/review-statement.ts';

type Shapes = {
  readonly [Shape in keyof Reads]: {
    readonly call: (input: Reads[Shape]['input']) => StatementCall;
    readonly answer: (rows: readonly Row[], input: Reads[Shape]['input']) => Reads[Shape]['output'];
  };
};

const toDetails = (rows: readonly Row[]): readonly NodeDetail[] =>
  rows.map((row) => toDetail(row['detail'] as StoredDetail)); // what every listing returns

/** Each read shape: its statement, and what is made of the rows. */
const shapes: Shapes = {
  nodes: {
    call: ({ space, ids }) => ({ statement: nodesById, parameters: { space, ids } }),
    answer: toDetails,
  },
  list: { call: listCall, answer: toDetails },
  entityContext: {
    call: ({ space, id, limit }) => ({
      statement: entityContext,
      parameters: { space, id, limit: new WholeNumber(limit) },
    }),
    answer: toEntityContext,
  },
  neighbourhood: { call: neighbourhoodCall, answer: toNeighbourhood },
  search: { call: searchCall, answer: toCandidates },
  review: { call: reviewCall, answer: toReview },
  sample: { call: sampleCall, answer: (rows) => rows.map(toSampled) },
  outdated: {
    call: ({ limit, ...input }) => ({
      statement: outdated,
      parameters: { ...outdatedQueries(input), limit: new WholeNumber(limit) },
    }),
    answer: (rows) => rows.map(toOutdated),
  },
  outdatedCount: {
    call: (input) => ({ statement: outdatedCount, parameters: outdatedQueries(input) }),
    answer: (rows) => Number(rows[0]?.['count'] ?? 0),
  },
  exportPage: {
    call: ({ space, part, after, limit }) => ({
      statement: exportPage,
      parameters: { space, ranges: idRanges(part, after ?? ''), limit: new WholeNumber(limit) },
    }),
    answer: (rows) => rows.map(toExportedNode),
  },
  statistics: {
    call: ({ space }) => ({ statement: statistics, parameters: { space } }),
    answer: toStatistics,
  },
};

/** Answers one of the read shapes with one statement. */
export async function readShape<Shape extends keyof Reads>(
  runner: StatementRunner,
  { shape, input }: { readonly shape: Shape; readonly input: Reads[Shape]['input'] },
  limits: CallLimits,
): Promise<Costed<Reads[Shape]['output']>> {
  const { call, answer } = shapes[shape];
  const { rows, receipt } = await runner.run(call(input), limits);
  return { value: answer(rows, input), receipt };
}

function toEntityContext(rows: readonly Row[]): EntityContext | null {
  const found = rows[0] as unknown as
    | {
        readonly detail: StoredDetail;
        readonly memories: readonly StoredDetail[];
        readonly memoryCount: number;
      }
    | undefined; // what the statement returns
  if (found === undefined) return null;
  return {
    entity: toDetail(found.detail),
    memories: found.memories.map((stored) => toDetail(stored)),
    memoryCount: found.memoryCount,
  };
}

function reviewCall(input: ReviewInput): StatementCall {
  return {
    statement: review,
    parameters: {
      space: input.space,
      scope: spaceToken(input.space),
      dueBefore: input.dueBefore,
      since: input.since === undefined ? null : new InstantValue(input.since),
      quietBefore: input.quietBefore,
      entity: input.entity ?? null,
      limit: new WholeNumber(input.limit),
    },
  };
}

const outdatedQueries = ({ space, version }: OutdatedInput) => ({
  space,
  oldQuery: `+scope:${spaceToken(space)}`,
  query: `+facets:${spaceToken(space)} -facets:${analysisToken(version)}`,
});

function toOutdated(row: Row): OutdatedMemory {
  const { node, entities, session } = row as unknown as {
    readonly node: Readonly<Record<string, unknown>>;
    readonly entities: readonly StoredEntity[];
    readonly session: string | null;
  }; // what the statement returns
  return {
    node: toRecord(node),
    entities: entities.map(toEntityRef),
    ...(session === null ? {} : { session }),
  };
}

interface StoredReview {
  readonly due: readonly StoredDetail[];
  readonly broken: readonly StoredDetail[];
  readonly superseded: readonly StoredDetail[];
  readonly quiet: readonly (Omit<Review['quiet'][number], 'entity'> & {
    readonly entity: StoredEntity;
  })[];
}

function toReview(rows: readonly Row[]): Review {
  const found = rows[0] as unknown as StoredReview | undefined; // what the statement returns
  if (found === undefined) return { due: [], broken: [], superseded: [], quiet: [] };
  return {
    due: found.due.map((stored) => toDetail(stored)),
    broken: found.broken.map((stored) => toDetail(stored)),
    superseded: found.superseded.map((stored) => toDetail(stored)),
    quiet: found.quiet.map(({ entity, ...counted }) => ({
      ...counted,
      entity: toEntityRef(entity),
    })),
  };
}

const firstEntityId = 'entity_';
/** Sorts right after every id that begins with `entity_`. */
const afterEntityIds = 'entity`';
const afterEveryId = '\u{10FFFF}';

function idRanges(part: ExportInput['part'], after: string) {
  if (part === 'entities') return [{ from: firstEntityId, after, before: afterEntityIds }];
  if (part === 'knowledge') return [{ from: 'knowledge_', after, before: 'knowledge`' }];
  return [
    { from: '', after, before: firstEntityId },
    { from: afterEntityIds, after, before: afterEveryId },
  ];
}

function toExportedNode(row: Row): ExportedNode {
  const found = row as unknown as {
    readonly node: Readonly<Record<string, unknown>>;
    readonly about: readonly string[];
    readonly links: readonly {
      readonly type: string;
      readonly to: string;
      readonly properties: string | null;
    }[];
  }; // what the statement returns
  return {
    node: toRecord(found.node, 'fingerprint'),
    about: found.about,
    links: found.links.map(({ type, to, properties }) => ({
      type,
      to,
      ...(properties === null ? {} : { properties }),
    })),
  };
}

function toStatistics(rows: readonly Row[]): Statistics {
  const counted = rows as unknown as readonly {
    readonly kind: NodeKind;
    readonly nodes: number;
    readonly links: number;
  }[]; // what the statement returns
  const countOf = (kind: NodeKind): number => counted.find((row) => row.kind === kind)?.nodes ?? 0;
  return {
    nodes: Object.fromEntries(nodeKinds.map((kind) => [kind, countOf(kind)])) as Record<
      NodeKind,
      number
    >, // every kind is among nodeKinds
    links: counted.reduce((sum, { links }) => sum + links, 0),
  };
}
