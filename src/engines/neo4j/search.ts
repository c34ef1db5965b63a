import { domainToken, kindToken, spaceToken } from '../../engine/facets.ts';
import {
  type Candidate,
  type Neighbour,
  neighbourCharacters,
  type SearchInput,
} from '../../engine/reads.ts';
import { memoryKinds } from '../../model/kind.ts';
import { instantText } from './instant-text.ts';
import { filterParameters } from './memory-filter.ts';
import { type StoredDetail, toDetail } from './node-detail.ts';
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
      mostTerms: new WholeNumber(mostTerms),
      mostCommonTerms: new WholeNumber(mostCommonTerms),
      largeStore: new WholeNumber(largeStore),
      sampled: new WholeNumber(sampled),
      commonShare,
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

interface StoredCandidate {
  readonly detail: StoredDetail;
  readonly session: string | null;
  /** Ids of those before it in its session, the nearest first. */
  readonly before: readonly string[];
  readonly after: readonly string[];
}

interface StoredNeighbour {
  readonly id: string;
  readonly content: string;
  readonly speaker: string | null;
  readonly occurredAt: string;
}

/** What the search statement returns. */
interface StoredSearch {
  readonly candidates: readonly StoredCandidate[];
  readonly neighbours: readonly StoredNeighbour[];
  readonly hits: readonly { readonly id: string; readonly score: number }[];
  /** Text hits about any named entity. */
  readonly aboutNamed: readonly string[];
  readonly latest: readonly { readonly id: string; readonly entity: string }[];
  readonly hops: readonly {
    readonly id: string;
    readonly from: string;
    readonly entity: string;
    readonly rank: number;
  }[];
  readonly recent: readonly string[];
}

export function toCandidates(rows: readonly Row[]): readonly Candidate[] {
  const found = rows[0] as unknown as StoredSearch | undefined;
  if (found === undefined) return [];
  const ranks = new Map(found.hits.map(({ id }, rank) => [id, rank]));
  const recent = new Map(found.recent.map((id, rank) => [id, rank]));
  const named = namedPlaces(found);
  const hops = groupById(found.hops);
  const neighbours = new Map(found.neighbours.map((neighbour) => [neighbour.id, neighbour]));
  return found.candidates.map((stored) => {
    const detail = toDetail(stored.detail);
    const { id } = detail.node;
    const rank = ranks.get(id);
    const place = recent.get(id);
    return {
      ...detail,
      ...(stored.session === null ? {} : { session: stored.session }),
      neighbours: neighboursOf(stored, neighbours),
      ...(rank === undefined ? {} : { text: { rank, score: found.hits[rank]?.score ?? 0 } }),
      named: named.get(id) ?? [],
      hops: hops.get(id) ?? [],
      ...(place === undefined ? {} : { recent: place }),
    };
  });
}

function neighboursOf(
  { before, after }: StoredCandidate,
  known: ReadonlyMap<string, StoredNeighbour>,
): readonly Neighbour[] {
  const placed = [
    ...before.map((id, index) => ({ id, place: index === 0 ? -1 : -2 }) as const).toReversed(),
    ...after.map((id, index) => ({ id, place: index === 0 ? 1 : 2 }) as const),
  ];
  return placed.flatMap(({ id, place }) => {
    const found = known.get(id);
    if (found === undefined) return [];
    const { content, speaker, occurredAt } = found;
    return {
      id,
      place,
      content,
      ...(speaker === null ? {} : { speaker }),
      occurredAt: instantText(occurredAt),
    };
  });
}

/** For each named entity first what the words of the question find about it, then its latest. */
function namedPlaces({
  candidates,
  aboutNamed,
  latest,
}: StoredSearch): ReadonlyMap<string, Candidate['named']> {
  const entitiesOf = new Map(
    candidates.map(({ detail }) => [
      String(detail.node['id']),
      new Set(detail.entities.map(({ id }) => id)),
    ]),
  );
  const places = new Map<string, Candidate['named'][number][]>();
  for (const entity of new Set(latest.map((place) => place.entity))) {
    const hits = aboutNamed.filter((id) => entitiesOf.get(id)?.has(entity));
    const newest = latest.filter((place) => place.entity === entity).map(({ id }) => id);
    for (const [rank, id] of [...new Set([...hits, ...newest])].entries())
      places.set(id, [...(places.get(id) ?? []), { entity, rank }]);
  }
  return places;
}

function groupById<Place extends { readonly id: string }>(
  places: readonly Place[],
): ReadonlyMap<string, readonly Omit<Place, 'id'>[]> {
  const groups = new Map<string, Omit<Place, 'id'>[]>();
  for (const { id, ...place } of places) {
    const group = groups.get(id) ?? [];
    group.push(place);
    groups.set(id, group);
  }
  return groups;
}
