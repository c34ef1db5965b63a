import { readFile } from 'node:fs/promises';

import { Known } from '../analysis/known.ts';
import { WordPieces } from './word-pieces.ts';

/** Where the table lies in the package, seen from `src/vectors` and `dist/vectors` alike; `tools/vectors` makes it. */
const tableFile = new URL('../../vectors/minilm-words.bin', import.meta.url);
const magic = 'MGWV0001';

export interface WordVector {
  /** The rows whose sum it is. */
  readonly pieces: readonly number[];
  /** Its length: how telling the word is. */
  readonly length: number;
}

/**
 * Static word vectors. A word is the sum of the rows of its pieces, a text the sum of its words; rows are as long as their piece is rare,
 * so that telling words count more.
 *
 * The file: the 8 letters of `magic`; rows and dimensions (an even number) as unsigned 32-bit numbers; one 32-bit float a row, its scale; the rows as
 * signed bytes; the vocabulary in UTF-8, one piece a line. Numbers are little-endian.
 */
export class WordVectors {
  readonly dimensions: number;
  readonly #pieces: WordPieces;
  readonly #scales: Float32Array;
  readonly #rows: Int8Array;
  readonly #words = new Known<WordVector>(400_000);

  constructor(file: Uint8Array) {
    const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
    if (new TextDecoder().decode(file.subarray(0, magic.length)) !== magic)
      throw new Error(
        'The file of word vectors in the package is damaged; install memos-graph again',
      );
    const count = view.getUint32(magic.length, true);
    this.dimensions = view.getUint32(magic.length + 4, true);
    const scales = magic.length + 8;
    const rows = scales + 4 * count;
    const vocabulary = rows + count * this.dimensions;
    this.#scales = Float32Array.from({ length: count }, (_, row) =>
      view.getFloat32(scales + 4 * row, true),
    );
    this.#rows = new Int8Array(file.buffer, file.byteOffset + rows, count * this.dimensions);
    this.#pieces = new WordPieces(new TextDecoder().decode(file.subarray(vocabulary)).split('\n'));
  }

  /** The words of a text in the form in which they are looked up, each as often as it occurs. */
  words(text: string): readonly string[] {
    return this.#pieces.words(text);
  }

  /** A word as the sum of the rows of its pieces; undefined when it is unknown. */
  find(word: string): WordVector | undefined {
    const found = this.#words.get(word, () => this.#sum(word));
    return found.pieces.length === 0 ? undefined : found;
  }

  #sum(word: string): WordVector {
    const pieces = this.#pieces.pieces(word);
    const sum = new Float32Array(this.dimensions);
    for (const piece of pieces) this.#addRow(sum, piece);
    return { pieces, length: lengthOf(sum) };
  }

  /** Adds the vector of a word to a sum. */
  add({ pieces }: WordVector, sum: Float32Array): void {
    for (const piece of pieces) this.#addRow(sum, piece);
  }

  /** The inner product of the vector of a piece and another vector: two sums at a time, since neither waits for the other. */
  product(piece: number, other: Float32Array): number {
    const rows = this.#rows;
    let from = piece * this.dimensions;
    let even = 0;
    let odd = 0;
    for (let index = 0; index < other.length; index += 2, from += 2) {
      even += (rows[from] ?? 0) * (other[index] ?? 0);
      odd += (rows[from + 1] ?? 0) * (other[index + 1] ?? 0);
    }
    return (this.#scales[piece] ?? 0) * (even + odd);
  }

  /** Two at a time, since comparing texts spends its time here. */
  #addRow(sum: Float32Array, row: number): void {
    const rows = this.#rows;
    const scale = this.#scales[row] ?? 0;
    let from = row * sum.length;
    for (let index = 0; index < sum.length; index += 2, from += 2) {
      sum[index] = (sum[index] ?? 0) + scale * (rows[from] ?? 0);
      sum[index + 1] = (sum[index + 1] ?? 0) + scale * (rows[from + 1] ?? 0);
    }
  }
}

export function lengthOf(vector: Float32Array): number {
  let squares = 0;
  for (const value of vector) squares += value * value;
  return Math.sqrt(squares);
}

let loading: Promise<WordVectors> | undefined;

/** The word vectors of the package: read from disk when first needed, kept for the life of the process (about 9 MB). */
export function loadWordVectors(): Promise<WordVectors> {
  loading ??= readFile(tableFile).then((file) => new WordVectors(file));
  return loading;
}
