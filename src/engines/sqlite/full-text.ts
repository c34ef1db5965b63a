import { domainToken, kindToken, spaceToken } from '../../engine/facets.ts';
import { occurrences } from '../../engine/field.ts';
import { type MemoryKind, memoryKinds } from '../../model/kind.ts';

/** A word as a string of the full-text language, which has no syntax inside. */
const quoted = (word: string): string => `"${word.replaceAll('"', '""')}"`;

/** The terms that hold anything to look for. */
export function searchableTerms(terms: readonly string[], most: number): readonly string[] {
  return [...new Set(terms)].filter((term) => /[\p{L}\p{N}]/u.test(term)).slice(0, most);
}

interface Facets {
  /** Absent for the only space of a file, whose counting would cost as much as the space is large. */
  readonly space?: string | undefined;
  readonly kinds: readonly MemoryKind[];
  readonly domain?: string | undefined;
  /** Ids of entities. */
  readonly entities?: readonly string[] | undefined;
}

/** What is asked of fields: each group wants one of its words. */
export interface FieldQuery {
  readonly facets: readonly (readonly string[])[];
  readonly terms: readonly (readonly string[])[];
}

/** What fields must have besides terms; empty when that is nothing. */
export function facetGroups({
  space,
  kinds,
  domain,
  entities,
}: Facets): readonly (readonly string[])[] {
  return [
    ...(space === undefined ? [] : [[spaceToken(space)]]),
    ...(kinds.length === memoryKinds.length ? [] : [kinds.map(kindToken)]),
    ...(domain === undefined ? [] : [[domainToken(domain)]]),
    ...(entities === undefined ? [] : [entities]),
  ];
}

const anyOf = (column: string, group: readonly string[]): string =>
  `${column} : (${group.map(quoted).join(' OR ')})`;

/** The same in the language of full text. */
export function matchText({ facets, terms }: FieldQuery): string {
  return [
    ...facets.map((group) => anyOf('facets', group)),
    ...terms.map((group) => anyOf('terms', group)),
  ].join(' AND ');
}

/** The same of one field. */
export function matchesField({ facets, terms }: FieldQuery, field: Field): boolean {
  return (
    facets.every((group) => group.some((facet) => occurrences(field.facets, facet) > 0)) &&
    terms.every((group) => group.some((term) => occurrences(field.terms, term) > 0))
  );
}

/** The texts of a field. */
interface Field {
  readonly facets: string;
  readonly terms: string;
}

/** The word that keeps the documents of the first version of the schema apart by their space. */
const oldScope = (space: string): string => `sp${Buffer.from(space, 'utf8').toString('hex')}`;

/** The question for any of the words in such documents. */
export const oldExpression = (words: readonly string[], space: string): string =>
  `scope : ${quoted(oldScope(space))} AND text : (${words.map(quoted).join(' OR ')})`;
