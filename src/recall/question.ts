import type { Told } from '../analysis/cues.ts';
import { functionWords } from '../analysis/function-words.ts';
import { askedKinds, kindTerm } from '../analysis/kind-words.ts';
import { type Period, periodIn, periodWords } from '../analysis/period.ts';
import { tokens } from '../analysis/tokens.ts';
import type { Instant } from '../model/instant.ts';
import type { MemoryKind } from '../model/kind.ts';

/** A question as the scorer reads it. */
export interface Question {
  readonly text: string;
  /** What to look for, each once: its tokens, those of the days it names, and a token for each kind of memory it asks for. */
  readonly terms: readonly string[];
  /** Its telling words as they are written, each once, with the first term that each is made into. */
  readonly words: readonly { readonly word: string; readonly term: string }[];
  /** Those of its tokens that are written as names or numbers. */
  readonly names: ReadonlySet<string>;
  /** What would answer it. */
  readonly asks: readonly Told[];
  readonly kinds: readonly MemoryKind[];
  readonly period?: Period;
  /** True when a day, month or year is among its terms. */
  readonly isDated: boolean;
}

const asksFor: Readonly<Record<Told, RegExp>> = {
  time: /^\W*when\b|\b(?:what (?:date|day|month|year|time)|how (?:long|recently))\b/i,
  place: /^\W*where\b|\b(?:what|which) (?:place|city|country|state|location)\b/i,
  number: /\bhow (?:many|much|old|often|far)\b/i,
};

const dateToken =
  /^(?:\d{1,2}|(?:19|20)\d{2}|januari|februari|march|april|mai|june|juli|august|septemb|octob|novemb|decemb|sundai|mondai|tuesdai|wednesdai|thursdai|fridai|saturdai)$/;

/** Takes a question apart; the days it names are read against `now`. */
export function readQuestion(text: string, now: Instant): Question {
  const kinds = askedKinds(text);
  const period = periodIn(text, now);
  const days = period === undefined || isWrittenOut(period) ? [] : tokens(periodWords(period));
  const terms = [...new Set([...tokens(text), ...days, ...kinds.map(kindTerm)])];
  return {
    text,
    terms,
    words: termWords(text),
    names: nameTokens(text),
    asks: (['time', 'place', 'number'] as const).filter((told) => asksFor[told].test(text)),
    kinds,
    ...(period === undefined ? {} : { period }),
    isDated: terms.some((term) => dateToken.test(term)),
  };
}

/** The words of a date that is written out are in the question already; its year may be a guess. */
const isWrittenOut = ({ text }: Period): boolean => /\d/.test(text) && !/\bago\b/i.test(text);

/** Words that begin with a capital, unless they are function words, and numbers. */
function nameTokens(text: string): ReadonlySet<string> {
  const written = text.match(/(?<![\p{L}\p{N}])(?:\p{Lu}[\p{L}\p{M}'’-]*|\p{N}+)/gu) ?? [];
  const telling = written.filter((word) => !functionWords.has(word.toLowerCase()));
  return new Set(telling.flatMap((word) => tokens(word)));
}

function termWords(text: string): Question['words'] {
  const written = text.match(/[\p{L}\p{N}][\p{L}\p{M}\p{N}'’+#]*/gu) ?? [];
  const words = new Map<string, string>();
  for (const word of written) {
    for (const term of tokens(word)) if (!words.has(term)) words.set(term, word);
  }
  return [...words].map(([term, word]) => ({ word, term }));
}
