import { mostCarried } from '../analysis/analyse-memory.ts';
import { Known } from '../analysis/known.ts';
import { tokens } from '../analysis/tokens.ts';
import { countTerms, occurrences } from '../engine/field.ts';

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
  /** The first `scoredTokens` in order, and of the others those that the question has; made when it is first asked for. */
  readonly tokens: () => readonly string[];
  /** It asks something. */
  readonly asks: boolean;
  /** Its beginning. */
  readonly begin: string;
}

/** To look for each of so few terms makes no garbage; with more of them it is quicker to part the text. */
const fewTerms = 24;

/** Reads terms as a memory passes them on; `asked` are the tokens of the question. */
export function readTerms(terms: string, asked: ReadonlySet<string>): Reading {
  const length = countTerms(terms);
  if (asked.size > fewTerms) return { counts: countAsked(terms.split(' '), asked), length };
  let counts: Map<string, number> | undefined;
  for (const token of asked) {
    const times = occurrences(terms, token);
    if (times > 0) (counts ??= new Map()).set(token, times);
  }
  return { counts: counts ?? none, length };
}

const countAsked = (list: readonly string[], asked: ReadonlySet<string>): Counts =>
  count(list.filter((token) => asked.has(token)));

/** Whether a text asks something. */
export const asksSomething = (content: string): boolean => beginOf(content).includes('?');

/** Reads the text of a memory itself; what it passes on, if it is known, spares looking for its tokens again. */
export function readOwnText(
  { content, carried = '' }: { readonly content: string; readonly carried: string | undefined },
  asked: ReadonlySet<string>,
): OwnReading {
  const begin = beginOf(content);
  const first = { asks: begin.includes('?'), begin };
  if (carriesAll(content, carried))
    return { ...readTerms(carried, asked), tokens: made(() => carried.split(' ')), ...first };
  const all = tokensOf(content);
  return {
    counts: countAsked(all, asked),
    length: all.length,
    tokens: made(() => all.filter((token, index) => index < scoredTokens || asked.has(token))),
    ...first,
  };
}

/** A memory that passes on fewer tokens than it may passes on all of its own. */
function carriesAll(content: string, carried: string): boolean {
  const terms = content.length <= readCharacters ? countTerms(carried) : 0;
  return terms > 0 && terms < mostCarried;
}

/** What is made the first time it is asked for. */
function made<Value>(make: () => Value): () => Value {
  let value: Value | undefined;
  return () => (value ??= make());
}

/** The tokens of memories that were read lately; the same come again for question after question. */
const textsRead = new Known<readonly string[]>(4_000_000);

const tokensOf = (content: string): readonly string[] =>
  textsRead.get(content.slice(0, readCharacters), (text) => tokens(text, readTokens));

const beginOf = (content: string): string => content.slice(0, beginCharacters);

const none: Counts = new Map();

/** How often each token of a list occurs. */
export function count(list: readonly string[]): Counts {
  if (list.length === 0) return none;
  const counts = new Map<string, number>();
  for (const token of list) counts.set(token, (counts.get(token) ?? 0) + 1);
  return counts;
}
