import { tokens } from '../analysis/tokens.ts';
import type { Meaning } from './meaning.ts';
import type { Question } from './question.ts';
import type { Subject } from './subject.ts';
import { type TermWeights, wordsIn } from './words-in.ts';

/** What a question is scored against: the candidates, and what they have in common. */
export interface Scene extends TermWeights {
  readonly question: Question;
  readonly subjects: readonly Subject[];
  /** The one speaker whom the question names, if it names one. */
  readonly speaker: string | undefined;
  /** Tokens of the names of all speakers. */
  readonly speakerTokens: ReadonlySet<string>;
  /** How much of the question each memory has (`wordsIn`). */
  readonly words: ReadonlyMap<Subject, number>;
  /** For each session how much of the question its best memories have, as a share of the best session. */
  readonly sessions: ReadonlyMap<string, number>;
  /** How near each memory comes to the question in meaning; absent without word vectors. */
  readonly meaning?: Meaning;
}

/** Statistics come from the candidates themselves, so that they are the same for every engine and need no look-up. */
export function setScene(question: Question, subjects: readonly Subject[]): Scene {
  const weights = termWeights(question, subjects);
  const given = {
    question,
    subjects,
    terms: [...weights.keys()],
    weights,
    mass: sum([...weights.values()]),
    meanLength: divisor(subjects.map(({ own }) => own.length)),
    meanSpan: divisor(subjects.map(({ span }) => span)),
    ...speakersOf(question, subjects),
  };
  const words = new Map(subjects.map((subject) => [subject, wordsIn(subject, given)]));
  return { ...given, words, sessions: sessionStrengths(words) };
}

function termWeights(
  { terms }: Question,
  subjects: readonly Subject[],
): ReadonlyMap<string, number> {
  const weights = new Map<string, number>();
  for (const term of terms) {
    const having =
      subjects.filter(({ own, meta }) => own.counts.has(term) || meta.has(term)).length ||
      subjects.filter(({ near }) => near.some((other) => other?.reading.counts.has(term))).length;
    if (having > 0) weights.set(term, inverseFrequency(having, subjects.length));
  }
  return weights;
}

/** How telling a term is that `having` of `count` candidates have: the inverse document frequency of BM25, always above 0. */
const inverseFrequency = (having: number, count: number): number =>
  Math.log(1 + (count - having + 0.5) / (having + 0.5));

const sum = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0);

/** A mean to divide by: at least 1. */
const divisor = (values: readonly number[]): number =>
  Math.max(1, sum(values) / Math.max(1, values.length));

function speakersOf(
  { terms }: Question,
  subjects: readonly Subject[],
): Pick<Scene, 'speaker' | 'speakerTokens'> {
  const speakers = [...new Set(subjects.flatMap(({ found }) => found.node.speaker ?? []))];
  const named = speakers.filter((speaker) => terms.includes(tokens(speaker)[0] ?? ''));
  return {
    speaker: named.length === 1 ? named[0] : undefined,
    speakerTokens: new Set(speakers.flatMap((speaker) => tokens(speaker))),
  };
}

/** The best memories of a session that count for it: the first fully, each next one half of the one before. */
const sessionDepth = 4;
const sessionDecay = 0.5;

function sessionStrengths(words: Scene['words']): ReadonlyMap<string, number> {
  const sessions = new Map<string, number[]>();
  for (const [{ found }, share] of words) {
    if (found.session === undefined) continue;
    const shares = sessions.get(found.session);
    if (shares === undefined) sessions.set(found.session, [share]);
    else shares.push(share);
  }
  const strengths = [...sessions].map(
    ([session, scores]) => [session, strengthOf(scores)] as const,
  );
  const best = Math.max(...strengths.map(([, strength]) => strength));
  return new Map(strengths.map(([session, strength]) => [session, best > 0 ? strength / best : 0]));
}

const strengthOf = (scores: readonly number[]): number =>
  sum(
    scores
      .toSorted((a, b) => b - a)
      .slice(0, sessionDepth)
      .map((score, index) => score * sessionDecay ** index),
  );
