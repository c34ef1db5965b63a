import { Meaning } from '../../src/recall/meaning.ts';
import { readQuestion } from '../../src/recall/question.ts';
import { setScene } from '../../src/recall/scene.ts';
import { SubjectReader } from '../../src/recall/subject.ts';
import { type FeatureName, weights } from '../../src/recall/weights.ts';
import type { WordVectors } from '../../src/vectors/word-vectors.ts';
import type { Answer, Offered } from './answers.ts';

export const featureNames = Object.keys(weights) as readonly FeatureName[]; // the keys of an object of this type

/** The features of every candidate of a question. */
export interface FeatureTable {
  readonly offered: Offered;
  /** One row a candidate, its features in the order of `featureNames`. */
  readonly rows: readonly Float64Array[];
  readonly isRelevant: readonly boolean[];
}

export function featureTable(offered: Offered, now: string, vectors: WordVectors): FeatureTable {
  const { asked, candidates } = offered;
  const question = readQuestion(asked.text, now);
  const reader = new SubjectReader(question);
  const subjects = candidates.map((candidate) => reader.read(candidate));
  const meaning = new Meaning(question, vectors);
  for (const subject of subjects) meaning.compare(subject);
  const scene = { ...setScene(question, subjects), meaning };
  return {
    offered,
    rows: subjects.map((subject) =>
      Float64Array.from(featureNames, (name) => weights[name].of(subject, scene)),
    ),
    isRelevant: candidates.map(({ node }) => asked.relevant.has(node.id)),
  };
}

/** A weight for each of `featureNames`. */
export type Weights = Float64Array;

export const shippedWeights = (column: 'lexical' | 'withVectors'): Weights =>
  Float64Array.from(featureNames, (name) => weights[name][column]);

export const scoreOf = (row: Float64Array, by: Weights): number =>
  row.reduce((sum, value, index) => sum + value * (by[index] ?? 0), 0);

/** What linear scores by these weights find. */
export function answerBy({ offered, rows }: FeatureTable, by: Weights): Answer {
  const scores = rows.map((row) => scoreOf(row, by));
  const order = [...scores.keys()].toSorted((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b);
  const found = order.slice(0, 10).map((place) => offered.candidates[place]?.node.id ?? '');
  return { asked: offered.asked, found, contents: [] };
}
