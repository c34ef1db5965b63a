import type { Candidate, SearchInput } from '../../engine/reads.ts';
import { memoryKinds } from '../../model/kind.ts';
import { filterParameters } from './memory-filter.ts';
import { type StoredDetail, toDetail } from './node-detail.ts';
import { WholeNumber } from './parameter.ts';
import { domainToken, kindToken, scopeToken } from './properties.ts';
import type { Row, StatementCall } from './statement-runner.ts';
import { search } from './statements/search-statement.ts';

/** More terms than this make no better question, and a thousand are an error of the index. */
const mostTerms = 64;

/** The index counts before the filters: it is asked for more than is wanted, and far more where that was too little. */
const overFetch = 4;
const deepFetch = 20_000;

/** How far the index is looked through for the newest among hits of one score, which it has the oldest first. */
const tieFetch = 2000;

export function searchCall(input: SearchInput): StatementCall {
  const query = fullTextQuery(input);
  return {
    statement: search,
    parameters: {
      space: input.space,
      scope: scopeToken(input.space),
      ...filterParameters(input),
      named: [...new Set(input.named)],
      queries: query === undefined ? [] : [query],
      limit: new WholeNumber(input.limit),
      fetch: new WholeNumber(input.limit * overFetch),
      deepFetch: new WholeNumber(Math.max(deepFetch, input.limit * overFetch)),
      tieFetch: new WholeNumber(Math.max(tieFetch, input.limit * overFetch)),
      perEntity: new WholeNumber(input.perEntity),
      hopFrom: new WholeNumber(input.hopFrom),
    },
  };
}

/** Space, kinds and domain are required terms: the index gives up after so many hits, and others must not be among them. No terms, no query. */
export function fullTextQuery({
  space,
  kinds,
  domain,
  terms,
}: Pick<SearchInput, 'space' | 'kinds' | 'domain' | 'terms'>): string | undefined {
  const words = terms.filter((term) => /[\p{L}\p{N}]/u.test(term)).slice(0, mostTerms);
  if (words.length === 0 || kinds.length === 0) return undefined;
  const quoted = words.map((word) => `"${word.replaceAll(/["\\]/g, ' ')}"`);
  const scopes = [
    scopeToken(space),
    ...(kinds.length === memoryKinds.length ? [] : [`(${kinds.map(kindToken).join(' ')})`]),
    ...(domain === undefined ? [] : [domainToken(domain)]),
  ];
  return [...scopes.map((scope) => `+scope:${scope}^0`), `+text:(${quoted.join(' ')})`].join(' ');
}

/** What the search statement returns. */
interface StoredSearch {
  readonly candidates: readonly StoredDetail[];
  readonly hits: readonly { readonly id: string; readonly score: number }[];
  readonly named: readonly {
    readonly id: string;
    readonly entity: string;
    readonly rank: number;
  }[];
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
  const named = groupById(found.named);
  const hops = groupById(found.hops);
  return found.candidates.map((stored) => {
    const detail = toDetail(stored);
    const { id } = detail.node;
    const rank = ranks.get(id);
    const place = recent.get(id);
    return {
      ...detail,
      ...(rank === undefined ? {} : { text: { rank, score: found.hits[rank]?.score ?? 0 } }),
      named: named.get(id) ?? [],
      hops: hops.get(id) ?? [],
      ...(place === undefined ? {} : { recent: place }),
    };
  });
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
