import { functionWords } from '../analysis/function-words.ts';
import { stem } from '../analysis/tokens.ts';
import { lengthOf, type WordVectors } from '../vectors/word-vectors.ts';
import type { Question } from './question.ts';
import type { Subject } from './subject.ts';

/** Of a long text only the beginning is compared in meaning. */
const comparedCharacters = 600;

/** For each word of the question the cosine of the word of a text that comes nearest, at least 0. */
type Nearest = Float32Array;

/** A word of a memory, or a piece of one, against the question: its product with the question, then that with each word of it. */
type Compared = Float32Array;

/** Compares memories with one question by static word vectors; each text and each word is compared once. */
export class Meaning {
  readonly #vectors: WordVectors;
  /** The vector of the question, of length 1. */
  readonly #question: Float32Array;
  /** The telling words of the question that are no names, once each: their vectors of length 1, and how telling they are. */
  readonly #asked: readonly { readonly vector: Float32Array; readonly weight: number }[];
  readonly #texts = new Map<string, readonly string[]>();
  readonly #cosines = new Map<string, number>();
  readonly #nearest = new Map<string, Nearest>();
  readonly #words = new Map<string, Compared>();
  readonly #pieces = new Map<number, Compared>();

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
    this.cosine(subject);
    this.nearestWords(subject);
  }

  /** The cosine of the question and a memory, from -1 to 1; 0 where no word of either is known. */
  cosine({ found: { node } }: Subject): number {
    return once(this.#cosines, node.id, () =>
      this.#cosine(this.#wordsOf(node.id, node.content ?? '')),
    );
  }

  /** How near each word of the question comes to some word of the memory or of the one just before, from 0 to 1, telling words counting more. */
  nearestWords({ found: { node }, near }: Subject): number {
    const own = this.#nearestTo(node.id, node.content ?? '');
    const before = near[1] && this.#nearestTo(near[1].id, near[1].content);
    let sum = 0;
    let weights = 0;
    for (const [index, { weight }] of this.#asked.entries()) {
      sum += weight * Math.max(own[index] ?? 0, before?.[index] ?? 0);
      weights += weight;
    }
    return weights === 0 ? 0 : sum / weights;
  }

  #wordsOf(key: string, content: string): readonly string[] {
    return once(this.#texts, key, () =>
      tellingWords(this.#vectors, content.slice(0, comparedCharacters)),
    );
  }

  #cosine(words: readonly string[]): number {
    const sum = new Float32Array(this.#vectors.dimensions);
    let product = 0;
    for (const word of words) {
      const vector = this.#vectors.find(word);
      if (vector === undefined) continue;
      this.#vectors.add(vector, sum);
      product += this.#comparedWord(word)[0] ?? 0;
    }
    const length = lengthOf(sum);
    return length === 0 ? 0 : product / length;
  }

  #nearestTo(key: string, content: string): Nearest {
    return once(this.#nearest, key, () => {
      const nearest = new Float32Array(this.#asked.length);
      for (const word of this.#wordsOf(key, content)) {
        const length = this.#vectors.find(word)?.length ?? 0;
        if (length === 0) continue;
        const compared = this.#comparedWord(word);
        for (let index = 0; index < nearest.length; index += 1)
          nearest[index] = Math.max(nearest[index] ?? 0, (compared[index + 1] ?? 0) / length);
      }
      return nearest;
    });
  }

  #comparedWord(word: string): Compared {
    return once(this.#words, word, () => {
      const compared = new Float32Array(this.#asked.length + 1);
      for (const piece of this.#vectors.find(word)?.pieces ?? []) {
        const products = this.#comparedPiece(piece);
        for (let index = 0; index < compared.length; index += 1)
          compared[index] = (compared[index] ?? 0) + (products[index] ?? 0);
      }
      return compared;
    });
  }

  #comparedPiece(piece: number): Compared {
    return once(this.#pieces, piece, () =>
      Float32Array.of(
        this.#vectors.product(piece, this.#question),
        ...this.#asked.map(({ vector }) => this.#vectors.product(piece, vector)),
      ),
    );
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

/** What a map has under a key, made the first time. */
function once<Key, Value>(made: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = made.get(key);
  if (known !== undefined) return known;
  const value = make();
  made.set(key, value);
  return value;
}
