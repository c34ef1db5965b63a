import { inSlices } from '../engine/in-slices.ts';
import { LongWork } from '../engine/long-work.ts';
import type { Candidate } from '../engine/reads.ts';
import { orderKey } from '../model/node-record.ts';
import type { WordVectors } from '../vectors/word-vectors.ts';
import { Meaning } from './meaning.ts';
import { withoutNearDuplicates } from './near-duplicates.ts';
import type { Question } from './question.ts';
import { type Scene, setScene } from './scene.ts';
import { scoreAll, type Scored } from './score.ts';
import { SubjectReader } from './subject.ts';
import { explain, type Why } from './why.ts';

export interface Ranked {
  readonly candidate: Candidate;
  readonly score: number;
  readonly why: Why;
}

export interface RankOptions {
  /** Without them meaning is not compared. */
  readonly vectors?: WordVectors;
  /** How many are wanted at most; the others are only scored. Default: all. */
  readonly most?: number;
}

/** So many of those that words alone put first are compared in meaning, which takes as long as all else; of the others it adds nothing. */
const comparedInMeaning = 50;

/** Found and ranked in less than a slice: for these nobody else need wait, and they need not wait for others. */
const aFew = 20;

/** Orders candidates by how well they answer a question, best first, the later one first at a tie; of near-duplicates the best stays. */
export async function rankCandidates(
  candidates: readonly Candidate[],
  question: Question,
  { vectors, most = Infinity }: RankOptions = {},
): Promise<readonly Ranked[]> {
  const long = new LongWork();
  // An engine in this process has just worked for them.
  if (candidates.length > aFew) await long.pause();
  const reader = new SubjectReader(question);
  // Sums depend on the order of what is added: one that every engine shares.
  const inOrder = candidates.toSorted((a, b) => (a.node.id < b.node.id ? -1 : 1));
  const subjects = await inSlices(inOrder, (found) => reader.read(found), long);
  const byWords = setScene(question, subjects);
  await long.pauseWhenDue();
  const scene = vectors === undefined ? byWords : await withMeaning(byWords, vectors, long);
  const ranked = inOrderOfScore(scene);
  await long.pauseWhenDue();
  return withoutNearDuplicates(ranked, most).map((scored) => ({
    candidate: scored.subject.found,
    score: scored.score,
    why: explain(scored, scene),
  }));
}

async function withMeaning(scene: Scene, vectors: WordVectors, long: LongWork): Promise<Scene> {
  const first = inOrderOfScore(scene).slice(0, comparedInMeaning);
  await long.pauseWhenDue();
  const meaning = new Meaning(scene.question, vectors);
  await inSlices(first, ({ subject }) => meaning.compare(subject), long);
  return { ...scene, meaning };
}

const inOrderOfScore = (scene: Scene): readonly Scored[] =>
  scoreAll(scene).map(withRoundedScore).toSorted(byScore);

/** Sums in another order differ in their last digits; what is shown decides. */
const withRoundedScore = (scored: Scored): Scored => ({
  ...scored,
  score: Math.round(scored.score * 10_000) / 10_000,
});

function byScore(a: Scored, b: Scored): number {
  if (a.score !== b.score) return b.score - a.score;
  return orderKey(a.subject.found.node) < orderKey(b.subject.found.node) ? 1 : -1;
}
