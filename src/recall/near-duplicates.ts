import type { Candidate } from '../engine/reads.ts';
import { type Counts, count } from './reading.ts';
import type { Scored } from './score.ts';

/** Two memories are near-duplicates when they share so much of their words (Jaccard index). */
const nearly = 0.9;

/**
 * The first `most` of a list, leaving out what an earlier one says in nearly the same words of the same people and numbers. A pattern
 * and the note that came with it as evidence say the same: the pattern stays, wherever it stands.
 */
export function withoutNearDuplicates(
  ordered: readonly Scored[],
  most = Infinity,
): readonly Scored[] {
  const patterns = new Set(ordered.flatMap(({ subject }) => patternText(subject.found.node) ?? []));
  const kept: Compared[] = [];
  for (const scored of ordered) {
    if (kept.length >= most) break;
    const { found, own } = scored.subject;
    if (found.node.kind === 'note' && patterns.has(found.node.content ?? '')) continue;
    const compared = { scored, found, words: count(own.tokens()) };
    if (!kept.some((other) => areNearlySame(compared, other))) kept.push(compared);
  }
  return kept.map(({ scored }) => scored);
}

interface Compared {
  readonly scored: Scored;
  readonly found: Candidate;
  readonly words: Counts;
}

const patternText = (node: {
  readonly kind: string;
  readonly content?: string;
}): string | undefined => (node.kind === 'pattern' ? node.content : undefined);

function areNearlySame(a: Compared, b: Compared): boolean {
  if (!isOfTheSame(a.found, b.found)) return false;
  const [fewer, more] = a.words.size < b.words.size ? [a.words, b.words] : [b.words, a.words];
  // Most pairs differ in length alone.
  if (fewer.size === 0 || fewer.size < nearly * more.size) return false;
  return jaccard(fewer, more) >= nearly && haveSameNumbers(fewer, more);
}

/** The same words to another person, by another speaker or about something else are another memory. */
function isOfTheSame(a: Candidate, b: Candidate): boolean {
  return (
    a.node.kind === b.node.kind &&
    a.node.speaker === b.node.speaker &&
    a.node.to === b.node.to &&
    a.entities.length === b.entities.length &&
    a.entities.every(({ id }) => b.entities.some((other) => other.id === id))
  );
}

/** In a long text one number is a small share of the words, and all the difference. */
function haveSameNumbers(a: Counts, b: Counts): boolean {
  return (
    numbersOf(a).every((number) => b.has(number)) && numbersOf(b).every((number) => a.has(number))
  );
}

const numbersOf = (counts: Counts): readonly string[] =>
  [...counts.keys()].filter((token) => /\p{N}/u.test(token));

function jaccard(a: Counts, b: Counts): number {
  let shared = 0;
  for (const token of a.keys()) if (b.has(token)) shared += 1;
  return shared / (a.size + b.size - shared);
}
