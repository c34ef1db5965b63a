import { domainToken, kindToken, spaceToken } from '../../engine/facets.ts';
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
  readonly kinds: readonly string[];
  readonly domain?: string | undefined;
  /** Ids of entities. */
  readonly entities?: readonly string[] | undefined;
}

/** What full text must find besides terms; empty when that is nothing. */
export function facetExpressions({ space, kinds, domain, entities }: Facets): readonly string[] {
  const asked = [
    ...(space === undefined ? [] : [[spaceToken(space)]]),
    ...(kinds.length === memoryKinds.length
      ? []
      : [kinds.map((kind) => kindToken(kind as MemoryKind))]), // a filter has no others
    ...(domain === undefined ? [] : [[domainToken(domain)]]),
    ...(entities === undefined ? [] : [entities]),
  ];
  return asked.map((tokens) => `facets : (${tokens.map(quoted).join(' OR ')})`);
}

/** The question for all of the expressions. */
export const allOf = (expressions: readonly string[]): string => expressions.join(' AND ');

/** The question for a term. */
export const termExpression = (term: string): string => `terms : ${quoted(term)}`;

/** The question for any of the terms. */
export const anyTerm = (terms: readonly string[]): string =>
  `terms : (${terms.map(quoted).join(' OR ')})`;

/** The word that keeps the documents of the first version of the schema apart by their space. */
const oldScope = (space: string): string => `sp${Buffer.from(space, 'utf8').toString('hex')}`;

/** The question for any of the words in such documents. */
export const oldExpression = (words: readonly string[], space: string): string =>
  `scope : ${quoted(oldScope(space))} AND text : (${words.map(quoted).join(' OR ')})`;
