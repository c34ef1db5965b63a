import { entityId } from '../model/identity.ts';

/** What a question is taken apart into. */
export interface AnalysedQuery {
  /** Words to look for, lower case, each once, in order of appearance. */
  readonly terms: readonly string[];
  /** Ids of the entities that any run of up to four words may name. */
  readonly named: readonly string[];
}

const maxTerms = 32;
const maxWords = 48;
const longestName = 4;

/** English words that say nothing about what is looked for; they count only when a question has no others. */
const functionWords = new Set(
  (
    'a about all also am an and any are as at be been before but by can could did do does during each for from had has have he her ' +
    'him his how i if in into is it its me my not of on or our she should so some than that the their them then there these they ' +
    'this those to us was we were what when where which who whom whose why will with would you your'
  ).split(' '),
);

/** Takes a question apart: terms for full text, and the ids that its words would have as names of entities. */
export function analyseQuery(query: string): AnalysedQuery {
  const words = foldCase(query).match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  const telling = words.filter((word) => !functionWords.has(word));
  const terms = [...new Set(telling.length > 0 ? telling : words)].slice(0, maxTerms);
  return { terms, named: namedIds(query) };
}

/** The form in which words of a question and of a memory are compared. */
export const foldCase = (text: string): string => text.normalize('NFKC').toLowerCase();

/** Every run of up to four words may be a name: as it is written, without the question mark, or without what stands around it. */
function namedIds(query: string): readonly string[] {
  const words = query
    .split(/\s+/u)
    .filter((word) => word !== '')
    .slice(0, maxWords);
  const runs = words.flatMap((_word, start) =>
    Array.from({ length: Math.min(longestName, words.length - start) }, (_, length) =>
      words.slice(start, start + length + 1).join(' '),
    ),
  );
  const names = runs.flatMap((run) => [run, run.replace(/[?,;:]+$/u, ''), bareName(run)]);
  const telling = names.filter((name) => name !== '' && !functionWords.has(foldCase(name)));
  return [...new Set(telling.map(entityId))];
}

/** Without quotes, brackets and stops at the ends, and without a possessive s. */
const bareName = (run: string): string =>
  run.replaceAll(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}+#]+$/gu, '').replace(/['’]s$/u, '');
