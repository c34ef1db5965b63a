import { mostCarried } from '../analysis/analyse-memory.ts';
import { Known } from '../analysis/known.ts';
import { tokens } from '../analysis/tokens.ts';

/** The most tokens of one memory that are scored; of what follows, only words of the question count. */
const scoredTokens = 100;

/** The most tokens that are looked through for words of the question. */
const readTokens = 500;

/** No more characters than this are looked through for them. */
const readCharacters = 8_000;

/** What a text asks and tells is a matter of its first sentences. */
const beginCharacters = 1_000;

/** How often each token occurs. */
export type Counts = ReadonlyMap<string, number>;

/** A text as the scorer reads it: what it has of the question. */
export interface Reading {
  /** How often it has each token of the question. */
  readonly counts: Counts;
  /** How many tokens it has in all: at most `readTokens` of its own, and what it passes on of a neighbour. */
  readonly length: number;
}

/** A memory's own text, which is also compared with others. */
export interface OwnReading extends Reading {
  /** Every token among the first `scoredTokens`, and of the others those that the question has. */
  readonly counts: Counts;
  /** The same in order. */
  readonly tokens: readonly string[];
  /** It asks something. */
  readonly asks: boolean;
  /** Its beginning. */
  readonly begin: string;
}

/** Reads the terms that a neighbour passes on; `asked` are the tokens of the question. */
export function readTerms(terms: string, asked: ReadonlySet<string>): Reading {
  const all = tokensIn(terms);
  return { counts: count(all.filter((token) => asked.has(token))), length: all.length };
}

/** Whether a text asks something. */
export const asksSomething = (content: string): boolean => beginOf(content).includes('?');

/** Reads the text of a memory itself; what it passes on, if it is known, spares looking for its tokens again. */
export function readOwnText(
  { content, carried }: { readonly content: string; readonly carried: string | undefined },
  asked: ReadonlySet<string>,
): OwnReading {
  const mayBeAll = content.length <= readCharacters;
  const all = (mayBeAll ? allCarried(carried) : undefined) ?? tokensOf(content);
  const scored =
    all.length <= scoredTokens
      ? all
      : all.filter((token, index) => index < scoredTokens || asked.has(token));
  const begin = beginOf(content);
  return {
    tokens: scored,
    counts: count(scored),
    length: all.length,
    asks: begin.includes('?'),
    begin,
  };
}

const tokensIn = (terms: string): readonly string[] => (terms === '' ? [] : terms.split(' '));

/** What a memory passes on, if that is all it has. */
function allCarried(carried: string | undefined): readonly string[] | undefined {
  const all = carried === undefined ? [] : tokensIn(carried);
  return all.length > 0 && all.length < mostCarried ? all : undefined;
}

/** The tokens of memories that were read lately; the same come again for question after question. */
const textsRead = new Known<readonly string[]>(4_000_000);

const tokensOf = (content: string): readonly string[] =>
  textsRead.get(content.slice(0, readCharacters), (text) => tokens(text, readTokens));

const beginOf = (content: string): string => content.slice(0, beginCharacters);

const none: Counts = new Map();

export function count(list: readonly string[]): Counts {
  if (list.length === 0) return none;
  const counts = new Map<string, number>();
  for (const token of list) counts.set(token, (counts.get(token) ?? 0) + 1);
  return counts;
}
