import { inSlices } from '../engine/in-slices.ts';
import type { Candidate } from '../engine/reads.ts';
import { orderKey } from '../model/node-record.ts';
import type { WordVectors } from '../vectors/word-vectors.ts';
import { Meaning } from './meaning.ts';
import { withoutNearDuplicates } from './near-duplicates.ts';
import type { Question } from './question.ts';
import { setScene } from './scene.ts';
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

/** Orders candidates by how well they answer a question, best first, the later one first at a tie; of near-duplicates the best stays. */
export async function rankCandidates(
  candidates: readonly Candidate[],
  question: Question,
  { vectors, most = Infinity }: RankOptions = {},
): Promise<readonly Ranked[]> {
  const meaning = vectors && new Meaning(question, vectors);
  const reader = new SubjectReader(question);
  // Sums depend on the order of what is added: one that every engine shares.
  const inOrder = candidates.toSorted((a, b) => (a.node.id < b.node.id ? -1 : 1));
  const subjects = await inSlices(inOrder, (found) => {
    const subject = reader.read(found);
    meaning?.read(subject);
    return subject;
  });
  const scene = setScene(question, subjects, meaning);
  const ordered = scoreAll(scene).map(withRoundedScore).toSorted(byScore);
  return withoutNearDuplicates(ordered, most).map((scored) => ({
    candidate: scored.subject.found,
    score: scored.score,
    why: explain(scored, scene),
  }));
}

/** Sums in another order differ in their last digits; what is shown decides. */
const withRoundedScore = (scored: Scored): Scored => ({
  ...scored,
  score: Math.round(scored.score * 10_000) / 10_000,
});

function byScore(a: Scored, b: Scored): number {
  if (a.score !== b.score) return b.score - a.score;
  return orderKey(a.subject.found.node) < orderKey(b.subject.found.node) ? 1 : -1;
}
