import { domainToken, kindToken, spaceToken } from '../../engine/facets.ts';
import { inSessionOrder } from '../../engine/in-session-order.ts';
import {
  type Candidate,
  type Neighbour,
  neighbourCharacters,
  type SearchInput,
} from '../../engine/reads.ts';
import { memoryKinds } from '../../model/kind.ts';
import { instantText } from './instant-text.ts';
import { filterParameters } from './memory-filter.ts';
import { toMemoryRecord } from './memory-values.ts';
import { type StoredDetail, toDetailOf } from './node-detail.ts';
import { WholeNumber } from './parameter.ts';
import type { Row, StatementCall } from './statement-runner.ts';
import { search } from './statements/search-statement.ts';

/** More terms than this make no better question, and a thousand are an error of the index. */
const mostTermsGiven = 32;
/** So many of the rarest terms lead to memories, and so many common ones count in their scores. */
const mostTerms = 8;
const mostCommonTerms = 4;

/** A store of more memories than this looks at twice so many of the space, and takes a term for common that this share of them has. */
const largeStore = 20_000;
const sampled = 100;
const commonShare = 0.1;

/** The index counts before the filters: it is asked for more than is wanted, and far more where that was too little. */
const overFetch = 4;
const deepFetch = 20_000;

/** How far the index is looked through for the newest among hits of one score, which it has the oldest first. */
const tieFetch = 2000;

export function searchCall(input: SearchInput): StatementCall {
  const words = searchable(input.words);
  const asksForText = input.kinds.length > 0;
  return {
    statement: search,
    parameters: {
      space: input.space,
      scope: spaceToken(input.space),
      ...filterParameters(input),
      named: [...new Set(input.named)],
      terms: asksForText ? searchable(input.terms) : [],
      facets: facetClauses(input, 'facets'),
      oldQueries: asksForText && words.length > 0 ? [oldQuery(input, words)] : [],
      limit: new WholeNumber(input.limit),
      fetch: new WholeNumber(input.limit * overFetch),
      deepFetch: new WholeNumber(Math.max(deepFetch, input.limit * overFetch)),
      tieFetch: new WholeNumber(Math.max(tieFetch, input.limit * overFetch)),
      perEntity: new WholeNumber(input.perEntity),
      hopFrom: new WholeNumber(input.hopFrom),
      perHop: new WholeNumber(input.perHop),
      mostTerms: new WholeNumber(mostTerms),
      mostCommonTerms: new WholeNumber(mostCommonTerms),
      largeStore: new WholeNumber(largeStore),
      sampled: new WholeNumber(sampled),
      commonShare,
      withNeighbours: input.withNeighbours,
      neighbourCharacters: new WholeNumber(neighbourCharacters),
    },
  };
}

/** The terms that hold anything to look for, without what would end their quotes. */
function searchable(terms: readonly string[]): readonly string[] {
  const plain = terms.map((term) => term.replaceAll(/["\\]/g, ' ').trim());
  return [...new Set(plain)].filter((term) => /[\p{L}\p{N}]/u.test(term)).slice(0, mostTermsGiven);
}

/** Space, kinds and domain are required: the index gives up after so many hits, and others must not be among them. */
export function facetClauses(
  { space, kinds, domain }: Pick<SearchInput, 'space' | 'kinds' | 'domain'>,
  field: 'facets' | 'scope',
): string {
  const facets = [
    spaceToken(space),
    ...(kinds.length === memoryKinds.length ? [] : [`(${kinds.map(kindToken).join(' ')})`]),
    ...(domain === undefined ? [] : [domainToken(domain)]),
  ];
  return facets.map((facet) => `+${field}:${facet}^0`).join(' ');
}

/** For memories of the first version of the schema, which are found by their words. */
const oldQuery = (input: SearchInput, words: readonly string[]): string =>
  `${facetClauses(input, 'scope')} +text:(${words.map((word) => `"${word}"`).join(' ')})`;

/** A candidate as the search statement returns it: the values of its record, what lies around it, and who stands beside it. */
type StoredCandidate = readonly [
  values: readonly unknown[],
  entities: StoredDetail['entities'],
  links: StoredDetail['links'],
  evidences: number,
  lastAt: string | null,
  session: string | null,
  /** Null for a memory of an older release that is not reindexed yet. */
  carried: string | null,
  /** Ids of those before it in its session, the nearest first. */
  before: readonly string[],
  after: readonly string[],
];

/** With the last three only where its content is wanted. */
type StoredNeighbour = readonly [
  id: string,
  terms: string,
  content?: string,
  speaker?: string | null,
  occurredAt?: string,
];

/** Where candidates were found. */
interface StoredPlaces {
  readonly hits: readonly (readonly [id: string, score: number])[];
  /** Text hits about any named entity. */
  readonly aboutNamed: readonly string[];
  readonly latest: readonly (readonly [id: string, entity: string])[];
  readonly hops: readonly (readonly [id: string, from: string, entity: string, rank: number])[];
  readonly recent: readonly string[];
}

/** What the search statement returns, many rows rather than one: the driver is slow to read a message of many chunks. */
type StoredPart =
  | { readonly part: 'places'; readonly value: StoredPlaces }
  | { readonly part: 'neighbour'; readonly value: StoredNeighbour }
  | { readonly part: 'candidate'; readonly value: StoredCandidate };

export function toCandidates(
  rows: readonly Row[],
  { withNeighbours }: Pick<SearchInput, 'withNeighbours'>,
): readonly Candidate[] {
  const parts = rows as unknown as readonly StoredPart[];
  const places = parts.find((row) => row.part === 'places')?.value;
  if (places === undefined) return [];
  const neighbours = new Map(
    parts.flatMap((row) => (row.part === 'neighbour' ? [[row.value[0], row.value]] : [])),
  );
  const found = parts
    .flatMap((row) => (row.part === 'candidate' ? [row.value] : []))
    .map((stored) => toFound(stored, { neighbours, withNeighbours }));
  const ranks = new Map(places.hits.map(([id, score], rank) => [id, { rank, score }]));
  const recent = new Map(places.recent.map((id, rank) => [id, rank]));
  const named = namedPlaces(found, places);
  const hops = hopPlaces(places);
  return found.map((candidate) => {
    const { id } = candidate.node;
    const text = ranks.get(id);
    const place = recent.get(id);
    return {
      ...candidate,
      ...(text === undefined ? {} : { text }),
      named: named.get(id) ?? [],
      hops: hops.get(id) ?? [],
      ...(place === undefined ? {} : { recent: place }),
    };
  });
}

type Found = Omit<Candidate, 'text' | 'named' | 'hops' | 'recent'>;

/** Neighbours by id, each told once. */
interface Told extends Pick<SearchInput, 'withNeighbours'> {
  readonly neighbours: ReadonlyMap<string, StoredNeighbour>;
}

function toFound(
  [values, entities, links, evidences, lastAt, session, carried, before, after]: StoredCandidate,
  { neighbours, withNeighbours }: Told,
): Found {
  const node = toMemoryRecord(values);
  const around = inSessionOrder(before, after).flatMap(({ item: id, place }) => {
    const stored = neighbours.get(id);
    return stored === undefined ? [] : [{ stored, place }];
  });
  return {
    ...toDetailOf(node, { entities, links, aliases: [], evidences, lastAt }),
    ...(session === null ? {} : { session }),
    ...(carried === null ? {} : { carried }),
    beside: around.map(({ stored, place }) => ({ place, terms: stored[1] })),
    // What is just before one candidate comes with its content, which is not wanted beside another.
    neighbours: around
      .filter(({ place }) => withNeighbours || place === -1)
      .flatMap(({ stored, place }) => toNeighbour(stored, place)),
  };
}

function toNeighbour(
  [id, , content, speaker, occurredAt]: StoredNeighbour,
  place: Neighbour['place'],
): readonly Neighbour[] {
  if (content === undefined || occurredAt === undefined) return [];
  const said = typeof speaker === 'string' ? { speaker } : {};
  return [{ id, place, content, ...said, occurredAt: instantText(occurredAt) }];
}

/** For each named entity first what the words of the question find about it, then its latest. */
function namedPlaces(
  found: readonly Found[],
  { aboutNamed, latest }: StoredPlaces,
): ReadonlyMap<string, Candidate['named']> {
  const entitiesOf = new Map(
    found.map(({ node, entities }) => [node.id, new Set(entities.map(({ id }) => id))]),
  );
  const places = new Map<string, Candidate['named'][number][]>();
  for (const entity of new Set(latest.map((place) => place[1]))) {
    const hits = aboutNamed.filter((id) => entitiesOf.get(id)?.has(entity));
    const newest = latest.filter((place) => place[1] === entity).map(([id]) => id);
    for (const [rank, id] of [...new Set([...hits, ...newest])].entries())
      places.set(id, [...(places.get(id) ?? []), { entity, rank }]);
  }
  return places;
}

function hopPlaces({ hops }: StoredPlaces): ReadonlyMap<string, Candidate['hops']> {
  const places = new Map<string, Candidate['hops'][number][]>();
  for (const [id, from, entity, rank] of hops)
    places.set(id, [...(places.get(id) ?? []), { from, entity, rank }]);
  return places;
}
