import type { Reading } from './reading.ts';
import type { Subject } from './subject.ts';

/** What words are weighed by: the terms of a question among the candidates. */
export interface TermWeights {
  /** Terms of the question that some candidate has. */
  readonly terms: readonly string[];
  /** How telling each of them is among the candidates, and the sum. */
  readonly weights: ReadonlyMap<string, number>;
  readonly mass: number;
  /** Means over the candidates of their number of tokens and of their span. */
  readonly meanLength: number;
  readonly meanSpan: number;
}

/** BM25 (Robertson and Zaragoza, 2009), with less weight on repetition than its usual 1.2: memories are short. */
const saturation = 0.9;
const lengthShare = 0.65;

/** From 0 to 1: how much a word counts that occurs `frequency` times in a text of `length`, where `mean` is usual. */
function saturated(frequency: number, length: number, mean: number): number {
  return frequency / (frequency + saturation * (1 - lengthShare + (lengthShare * length) / mean));
}

/** Adds up what each term of the question counts, from 0 to 1, by how telling it is; 1 when every term counts fully. */
function share({ terms, weights, mass }: TermWeights, counts: (term: string) => number): number {
  if (mass === 0) return 0;
  let sum = 0;
  for (const term of terms) sum += (weights.get(term) ?? 0) * counts(term);
  return sum / mass;
}

/**
 * How much of the question the memory has, from 0 to 1: BM25 over its own words, those of its speaker, entities and days, and by their
 * share those of its neighbours in the session.
 */
export function wordsIn({ own, meta, near, span }: Subject, scene: TermWeights): number {
  return share(scene, (term) => {
    let frequency = (own.counts.get(term) ?? 0) + (meta.get(term) ?? 0);
    for (const other of near)
      if (other) frequency += other.share * (other.reading.counts.get(term) ?? 0);
    return frequency === 0 ? 0 : saturated(frequency, span, scene.meanSpan);
  });
}

/** How much of the question a text has by itself, from 0 to 1. */
export function ownWordsIn(reading: Reading, scene: TermWeights): number {
  return share(scene, (term) => {
    const frequency = reading.counts.get(term) ?? 0;
    return frequency === 0 ? 0 : saturated(frequency, reading.length, scene.meanLength);
  });
}
