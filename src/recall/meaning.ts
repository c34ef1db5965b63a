import { functionWords } from '../analysis/function-words.ts';
import { Known } from '../analysis/known.ts';
import { stem } from '../analysis/tokens.ts';
import { lengthOf, type WordVector, type WordVectors } from '../vectors/word-vectors.ts';
import { NumberRows } from './number-rows.ts';
import type { Question } from './question.ts';
import type { Subject } from './subject.ts';

/** Of a long text only the beginning is compared in meaning. */
const comparedCharacters = 600;

/** For each word of the question the cosine of the word of a text that comes nearest, at least 0. */
type Nearest = Float32Array;

/** A word of a memory against the question. */
interface ComparedWord {
  readonly vector: WordVector;
  /** The row of its products. */
  readonly row: number;
}

/** How near a memory comes to the question. */
interface Likeness {
  readonly cosine: number;
  readonly nearestWords: number;
}

/** Compares memories with one question by static word vectors; each text and each word is compared once. */
export class Meaning {
  readonly #vectors: WordVectors;
  /** The vector of the question, of length 1, then those of its telling words that are no names, once each, at most `mostAsked`. */
  readonly #sides: readonly Float32Array[];
  /** How telling each of these words is. */
  readonly #weights: readonly number[];
  readonly #likenesses = new Map<string, Likeness>();
  readonly #nearest = new Map<string, Nearest>();
  readonly #words = new Map<string, ComparedWord | null>();
  /** The rows of the products of pieces of words. */
  readonly #pieces = new Map<number, number>();
  /** Products of a word of a memory, or a piece of one, with the question and then with each word of it. */
  readonly #products: NumberRows;

  constructor({ text, names }: Question, vectors: WordVectors) {
    this.#vectors = vectors;
    const words = [...new Set(tellingWords(vectors, text))];
    // No other word stands for a name.
    const asked = mostTelling(
      words.filter((word) => !names.has(stem(word))),
      vectors,
    );
    this.#sides = [this.#sum(words), ...asked.map((word) => this.#sum([word]))];
    this.#products = new NumberRows(this.#sides.length);
    this.#weights = asked.map((word) => telling(word, vectors));
  }

  /** Compares a memory with the question; of one that was not compared nothing is known. */
  compare({ found: { node }, before }: Subject): void {
    const words = this.#wordsOf(node.content ?? '');
    const own = once(this.#nearest, node.id, () => this.#nearestOf(words));
    const nearestBefore =
      before &&
      once(this.#nearest, before.id, () => this.#nearestOf(this.#wordsOf(before.content)));
    this.#likenesses.set(node.id, {
      cosine: this.#cosine(words),
      nearestWords: this.#share((index) => Math.max(own[index] ?? 0, nearestBefore?.[index] ?? 0)),
    });
  }

  /** The cosine of the question and a memory, from -1 to 1; 0 where no word of either is known, undefined where it was not compared. */
  cosine({ found }: Subject): number | undefined {
    return this.#likenesses.get(found.node.id)?.cosine;
  }

  /**
   * How near each word of the question comes to some word of the memory or of the one just before, from 0 to 1, telling words counting
   * more; undefined where it was not compared.
   */
  nearestWords({ found }: Subject): number | undefined {
    return this.#likenesses.get(found.node.id)?.nearestWords;
  }

  #wordsOf(content: string): readonly ComparedWord[] {
    return tellingWords(this.#vectors, content.slice(0, comparedCharacters)).flatMap(
      (word) => this.#comparedWord(word) ?? [],
    );
  }

  #cosine(words: readonly ComparedWord[]): number {
    const sum = new Float32Array(this.#vectors.dimensions);
    let product = 0;
    for (const { vector, row } of words) {
      this.#vectors.add(vector, sum);
      product += this.#products.at(row, 0);
    }
    const length = lengthOf(sum);
    return length === 0 ? 0 : product / length;
  }

  #nearestOf(words: readonly ComparedWord[]): Nearest {
    const nearest = new Float32Array(this.#weights.length);
    for (const { vector, row } of words) {
      for (let index = 0; index < nearest.length; index += 1) {
        const product = this.#products.at(row, index + 1);
        nearest[index] = Math.max(nearest[index] ?? 0, product / vector.length);
      }
    }
    return nearest;
  }

  /** What the words of the question have, as a share of all they could have. */
  #share(valueOf: (index: number) => number): number {
    let sum = 0;
    let weights = 0;
    for (const [index, weight] of this.#weights.entries()) {
      sum += weight * valueOf(index);
      weights += weight;
    }
    return weights === 0 ? 0 : sum / weights;
  }

  /** Null for a word without a vector. */
  #comparedWord(word: string): ComparedWord | null {
    return once(this.#words, word, () => {
      const vector = this.#vectors.find(word);
      if (vector === undefined || vector.length === 0) return null;
      const row = this.#products.newRow();
      for (const piece of vector.pieces) this.#products.addRow(row, this.#rowOfPiece(piece));
      return { vector, row };
    });
  }

  #rowOfPiece(piece: number): number {
    return once(this.#pieces, piece, () => {
      const row = this.#products.newRow();
      for (const [column, side] of this.#sides.entries())
        this.#products.add(row, column, this.#vectors.product(piece, side));
      return row;
    });
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

/** Of a longer question, such as a text that was pasted, so many words are looked for one by one. */
const mostAsked = 64;

/** The words that decide most. */
const mostTelling = (words: readonly string[], vectors: WordVectors): readonly string[] =>
  words.length <= mostAsked
    ? words
    : words.toSorted((a, b) => telling(b, vectors) - telling(a, vectors)).slice(0, mostAsked);

const telling = (word: string, vectors: WordVectors): number => vectors.find(word)?.length ?? 0;

/** The words of texts that were read lately; the same come again for question after question. */
const textsRead = new Known<readonly string[]>(2_000_000);

const tellingWords = (vectors: WordVectors, text: string): readonly string[] =>
  textsRead.get(text, (known) =>
    vectors.words(known).filter((word) => word.length > 1 && !functionWords.has(word)),
  );

/** What a map has under a key, made the first time. */
function once<Key, Value>(made: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = made.get(key);
  if (known !== undefined) return known;
  const value = make();
  made.set(key, value);
  return value;
}
