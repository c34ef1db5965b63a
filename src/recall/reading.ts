import { tokens } from '../analysis/tokens.ts';

/** The most tokens of one memory that are scored; of what follows, only words of the question count. */
const scoredTokens = 100;

/** The most tokens that are looked through for words of the question. */
const readTokens = 500;

/** What a text asks and tells is a matter of its first sentences. */
const beginCharacters = 1_000;

/** How often each token occurs. */
export type Counts = ReadonlyMap<string, number>;

/** A text as the scorer reads it. */
export interface Reading {
  /** Its tokens in order: the first `scoredTokens`, and of the others those that the question has. */
  readonly tokens: readonly string[];
  readonly counts: Counts;
  /** How many tokens it has in all, at most `readTokens`. */
  readonly length: number;
  /** It asks something. */
  readonly asks: boolean;
  /** Its beginning. */
  readonly begin: string;
}

/** Reads a text for scoring; `asked` are the tokens of the question. */
export function readText(content: string, asked: ReadonlySet<string>): Reading {
  const begin = content.slice(0, beginCharacters);
  const all = tokens(content, readTokens);
  const scored =
    all.length <= scoredTokens
      ? all
      : all.filter((token, index) => index < scoredTokens || asked.has(token));
  return {
    tokens: scored,
    counts: count(scored),
    length: all.length,
    asks: begin.includes('?'),
    begin,
  };
}

export function count(list: readonly string[]): Counts {
  const counts = new Map<string, number>();
  for (const token of list) counts.set(token, (counts.get(token) ?? 0) + 1);
  return counts;
}
