import { functionWords } from '../analysis/function-words.ts';
import { stem } from '../analysis/tokens.ts';
import { lengthOf, type WordVectors } from '../vectors/word-vectors.ts';
import type { Question } from './question.ts';
import type { Near, Subject } from './subject.ts';

/** Of a long text only the beginning is compared in meaning. */
const comparedCharacters = 600;

interface Text {
  /** The cosine of the text and the question. */
  readonly cosine: number;
  /** For each word of the question the cosine of the word of the text that comes nearest, at least 0. */
  readonly nearest: Float32Array;
}

/** A word of a memory against the question: its product with the question, then its cosine with each word of it. */
type Compared = Float32Array;

/** Compares memories with one question by static word vectors; each text and each word is compared once. */
export class Meaning {
  readonly #vectors: WordVectors;
  /** The vector of the question, of length 1. */
  readonly #question: Float32Array;
  /** The telling words of the question that are no names, once each: their vectors of length 1, and how telling they are. */
  readonly #asked: readonly { readonly vector: Float32Array; readonly weight: number }[];
  readonly #texts = new Map<string, Text>();
  readonly #words = new Map<string, Compared>();

  constructor({ text, names }: Question, vectors: WordVectors) {
    this.#vectors = vectors;
    const words = [...new Set(tellingWords(vectors, text))];
    this.#question = this.#sum(words);
    // No other word stands for a name.
    this.#asked = words
      .filter((word) => !names.has(stem(word)))
      .map((word) => ({ vector: this.#sum([word]), weight: vectors.find(word)?.length ?? 0 }));
  }

  /** Compares the texts of a memory now, so that what is asked of it later is known. */
  read(subject: Subject): void {
    this.nearestWords(subject);
  }

  /** The cosine of the question and a memory, from -1 to 1; 0 where no word of either is known. */
  cosine({ found }: Subject): number {
    return this.#text(found.node.id, found.node.content ?? '').cosine;
  }

  /** How near each word of the question comes to some word of the memory or of the one just before, from 0 to 1, telling words counting more. */
  nearestWords({ found, near }: Subject): number {
    const { nearest } = this.#text(found.node.id, found.node.content ?? '');
    const before = this.#beside(near[1])?.nearest;
    let sum = 0;
    let weights = 0;
    for (const [index, { weight }] of this.#asked.entries()) {
      sum += weight * Math.max(nearest[index] ?? 0, before?.[index] ?? 0);
      weights += weight;
    }
    return weights === 0 ? 0 : sum / weights;
  }

  #beside(near: Near | undefined): Text | undefined {
    return near && this.#text(`${near.id} beside`, near.content);
  }

  #text(key: string, content: string): Text {
    const known = this.#texts.get(key);
    if (known !== undefined) return known;
    const text = this.#compare(tellingWords(this.#vectors, content.slice(0, comparedCharacters)));
    this.#texts.set(key, text);
    return text;
  }

  #compare(words: readonly string[]): Text {
    const sum = new Float32Array(this.#vectors.dimensions);
    const nearest = new Float32Array(this.#asked.length);
    let product = 0;
    for (const word of words) {
      const vector = this.#vectors.find(word);
      if (vector === undefined) continue;
      this.#vectors.add(vector, sum);
      const compared = this.#comparedWord(word);
      product += compared[0] ?? 0;
      for (let index = 0; index < nearest.length; index += 1)
        nearest[index] = Math.max(nearest[index] ?? 0, compared[index + 1] ?? 0);
    }
    const length = lengthOf(sum);
    return { cosine: length === 0 ? 0 : product / length, nearest };
  }

  #comparedWord(word: string): Compared {
    const known = this.#words.get(word);
    if (known !== undefined) return known;
    const compared = new Float32Array(this.#asked.length + 1);
    const vector = this.#vectors.find(word);
    if (vector !== undefined) {
      compared[0] = this.#vectors.product(vector, this.#question);
      for (const [index, asked] of this.#asked.entries())
        compared[index + 1] = this.#vectors.product(vector, asked.vector) / vector.length;
    }
    this.#words.set(word, compared);
    return compared;
  }

  /** The sum of the vectors of words, scaled to length 1. */
  #sum(words: readonly string[]): Float32Array {
    const sum = new Float32Array(this.#vectors.dimensions);
    for (const word of words) {
      const vector = this.#vectors.find(word);
      if (vector !== undefined) this.#vectors.add(vector, sum);
    }
    const length = lengthOf(sum);
    return length === 0 ? sum : sum.map((value) => value / length);
  }
}

const tellingWords = (vectors: WordVectors, text: string): readonly string[] =>
  vectors.words(text).filter((word) => word.length > 1 && !functionWords.has(word));
