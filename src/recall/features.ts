import { tells } from '../analysis/cues.ts';
import { leadsWith } from './leads.ts';
import type { Scene } from './scene.ts';
import type { Subject } from './subject.ts';
import { ownWordsIn } from './words-in.ts';

/** It has the words of the question, itself or, by their share, in its neighbours (`wordsIn`). */
export const words = (subject: Subject, scene: Scene): number => scene.words.get(subject) ?? 0;

/** It follows a question that has the words: it may be the answer. */
export function reply({ before, leaning }: Subject, scene: Scene): number {
  return before?.asks === true ? leaning * ownWordsIn(before.reading, scene) : 0;
}

/** The words are rather those of the memory just before. */
export function echo({ before, leaning }: Subject, scene: Scene): number {
  return before === undefined ? 0 : leaning * ownWordsIn(before.reading, scene);
}

/** It was said by the one whom the question names. */
export function speaker({ found }: Subject, scene: Scene): number {
  return scene.speaker !== undefined && found.node.speaker === scene.speaker ? 1 : 0;
}

/** A text of so many tokens says enough. */
const enoughTokens = 25;

/** It says something: the logarithm of its tokens, as a share of that of a text that says enough. */
export const length = ({ own }: Subject): number =>
  Math.log(1 + Math.min(enoughTokens, own.length)) / Math.log(1 + enoughTokens);

/** It asks instead of telling. */
export const asks = ({ own, leaning }: Subject): number => (own.asks ? leaning : 0);

/** It tells what is asked for: a time to `when`, a place to `where`, a number to `how many`. */
export const answers = ({ own }: Subject, { question }: Scene): number =>
  question.asks.some((asked) => tells(own.begin, asked)) ? 1 : 0;

/** The names in the question, speakers aside, that it has or, by their share, the memory just before has. */
export function names(
  { own, meta, before }: Subject,
  { question, weights, speakerTokens }: Scene,
): number {
  let found = 0;
  let all = 0;
  for (const name of question.names) {
    const weight = speakerTokens.has(name) ? 0 : (weights.get(name) ?? 0);
    all += weight;
    if (own.counts.has(name) || meta.has(name)) found += weight;
    else if (before?.reading.counts.has(name) === true) found += weight * before.share * 2;
  }
  return all === 0 ? 0 : found / all;
}

/** What it is worth to be about an entity without beginning with its name. */
const mentioned = 0.2;

/** It is about an entity that the question names, by whatever of its names: fully if it begins with that name. */
export function entity(subject: Subject): number {
  const { named } = subject.found;
  if (named.length === 0) return 0;
  return named.some((one) => leadsWith(subject, one.entity)) ? 1 : mentioned;
}

/** It is of the kind that the question asks for: a promise, a decision, a pattern. */
export const kind = ({ found }: Subject, { question }: Scene): number =>
  question.kinds.some((asked) => asked === found.node.kind) ? 1 : 0;

/** It happened, or is due, in the time that the question names. */
export function period({ found: { node } }: Subject, { question }: Scene): number {
  if (question.period === undefined) return 0;
  const { since, until } = question.period;
  const lies = (at: string | undefined): boolean => at !== undefined && at >= since && at < until;
  return lies(node.occurredAt) || lies(node.dueAt) ? 1 : 0;
}

/** Its meaning is that of the question: the cosine of their word vectors. */
export const meaning = (subject: Subject, scene: Scene): number =>
  scene.meaning?.cosine(subject) ?? 0;

/** For each word of the question it, or the memory just before, has one that means nearly the same. */
export const nearestWords = (subject: Subject, scene: Scene): number =>
  scene.meaning?.nearestWords(subject) ?? 0;

/** The session has the words: how much of the question its best memories have, as a share of the best session. */
export function session({ found, leaning }: Subject, { sessions }: Scene): number {
  return found.session === undefined ? 0 : leaning * (sessions.get(found.session) ?? 0);
}
