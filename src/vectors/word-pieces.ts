import { isAscii } from '../analysis/fold.ts';

/** The longest word that is cut into pieces, as in BERT; a longer one has none. */
const longestWord = 100;

/** Words (letters, marks and digits) and ideographs alone, of lower-case text without accents. */
const words = /\p{Script=Han}|(?:(?!\p{Script=Han})[\p{L}\p{M}\p{N}])+/gu;

/** The same in a text of ASCII letters alone, which is several times as fast. */
const asciiWords = /[a-z0-9]+/g;

/** Cuts text into the pieces of BERT's uncased vocabulary: each word greedily, the longest known beginning first. */
export class WordPieces {
  readonly #ids: ReadonlyMap<string, number>;

  /** `vocabulary`: one piece a line; a piece that goes on inside a word begins with `##`. */
  constructor(vocabulary: readonly string[]) {
    this.#ids = new Map(vocabulary.map((piece, id) => [piece, id]));
  }

  /** The words of a text in the form in which they are cut. */
  words(text: string): readonly string[] {
    const lower = text.toLowerCase();
    if (isAscii(lower)) return lower.match(asciiWords) ?? [];
    return (
      lower
        .normalize('NFD')
        .replaceAll(/\p{Mn}/gu, '')
        .match(words) ?? []
    );
  }

  /** The ids of a word's pieces; empty when some part of it is unknown. */
  pieces(word: string): readonly number[] {
    if (word.length > longestWord) return [];
    const pieces: number[] = [];
    for (let start = 0; start < word.length;) {
      const piece = this.#longest(word, start);
      if (piece === undefined) return [];
      pieces.push(piece.id);
      start = piece.end;
    }
    return pieces;
  }

  #longest(word: string, start: number): { readonly id: number; readonly end: number } | undefined {
    for (let end = word.length; end > start; end -= 1) {
      const part = word.slice(start, end);
      const id = this.#ids.get(start === 0 ? part : `##${part}`);
      if (id !== undefined) return { id, end };
    }
    return undefined;
  }
}
