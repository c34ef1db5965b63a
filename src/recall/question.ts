import { functionWords } from '../analysis/function-words.ts';
import { tokens } from '../analysis/tokens.ts';

/** What a question asks for, beyond its words. */
export interface Asked {
  readonly time: boolean;
  readonly number: boolean;
  readonly place: boolean;
  /** Who or what: a name would answer it. */
  readonly name: boolean;
}

export interface Question {
  readonly text: string;
  /** Its tokens in order. */
  readonly tokens: readonly string[];
  /** The same, each once. */
  readonly terms: readonly string[];
  /** Those of its tokens that are written as names or numbers. */
  readonly proper: ReadonlySet<string>;
  readonly asks: Asked;
}

const asksTime = /^\W*when\b|\b(?:what (?:date|day|month|year|time)|how (?:long|recently))\b/i;
const asksNumber = /\bhow (?:many|much|old|often|far)\b/i;
const asksPlace = /^\W*where\b|\b(?:what|which) (?:place|city|country|state|location)\b/i;
const asksName = /^\W*(?:who|where|which|what)\b/i;

export function readQuestion(text: string): Question {
  const all = tokens(text);
  return {
    text,
    tokens: all,
    terms: [...new Set(all)],
    proper: properTokens(text),
    asks: {
      time: asksTime.test(text),
      number: asksNumber.test(text),
      place: asksPlace.test(text),
      name: asksName.test(text),
    },
  };
}

/** A capital after the first word, or anywhere if it is no function word; numbers too. */
function properTokens(text: string): ReadonlySet<string> {
  const written = text.match(/(?<![\p{L}\p{N}])(?:\p{Lu}[\p{L}\p{M}'’-]*|\p{N}+)/gu) ?? [];
  return new Set(written.filter((word) => !functionWords.has(word.toLowerCase())).flatMap(tokens));
}
