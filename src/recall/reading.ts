import { type Cues, cuesOf } from '../analysis/cues.ts';
import { tokens } from '../analysis/tokens.ts';

/** The most tokens of one memory that are scored; of what follows, only words of the question count. */
export const scoredTokens = 100;

/** Of a long text only the beginning is read, so that ranking never takes long. */
const readCharacters = 4_000;

/** A text as the scorer reads it. */
export interface Reading {
  readonly content: string;
  /** Its tokens in order, at most `scoredTokens`. */
  readonly tokens: readonly string[];
  /** How often each occurs. */
  readonly counts: ReadonlyMap<string, number>;
  /** How many tokens it has in all. */
  readonly length: number;
  readonly cues: Cues;
}

/** Reads a text for scoring; `asked` are the tokens of the question. */
export function readText(content: string, asked: ReadonlySet<string>): Reading {
  const begun = content.slice(0, readCharacters);
  const all = tokens(begun);
  const scored =
    all.length <= scoredTokens
      ? all
      : all.filter((token, index) => index < scoredTokens || asked.has(token));
  return {
    content: begun,
    tokens: scored,
    counts: count(scored),
    length: all.length,
    cues: cuesOf(begun),
  };
}

/** How often each token occurs. */
export function count(list: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const token of list) counts.set(token, (counts.get(token) ?? 0) + 1);
  return counts;
}
