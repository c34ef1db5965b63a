/** The longest word that is cut into pieces, as in BERT; a longer one has none. */
const longestWord = 100;
const mostKnownWords = 50_000;

/** Words (letters, marks and digits) and ideographs alone, of lower-case text without accents. */
const words = /\p{Script=Han}|(?:(?!\p{Script=Han})[\p{L}\p{M}\p{N}])+/gu;

/** Cuts text into the pieces of BERT's uncased vocabulary: each word greedily, the longest known beginning first. */
export class WordPieces {
  readonly #ids: ReadonlyMap<string, number>;
  readonly #known = new Map<string, readonly number[]>();

  /** `vocabulary`: one piece a line; a piece that goes on inside a word begins with `##`. */
  constructor(vocabulary: readonly string[]) {
    this.#ids = new Map(vocabulary.map((piece, id) => [piece, id]));
  }

  /** The words of a text in the form in which they are cut. */
  words(text: string): readonly string[] {
    return (
      text
        .toLowerCase()
        .normalize('NFD')
        .replaceAll(/\p{Mn}/gu, '')
        .match(words) ?? []
    );
  }

  /** The ids of a word's pieces; empty when some part of it is unknown. */
  pieces(word: string): readonly number[] {
    const known = this.#known.get(word);
    if (known !== undefined) return known;
    const pieces = this.#cut(word);
    if (this.#known.size >= mostKnownWords) this.#known.clear();
    this.#known.set(word, pieces);
    return pieces;
  }

  #cut(word: string): readonly number[] {
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
