/**
 * Remembers what was worked out for texts, up to about so many characters of them: in two halves, of which the older is forgotten when
 * the newer is full, so that what is asked for again stays.
 */
export class Known<Value> {
  readonly #mostInHalf: number;
  #newer = new Map<string, Entry<Value>>();
  #older = new Map<string, Entry<Value>>();
  #characters = 0;

  constructor(mostCharacters: number) {
    this.#mostInHalf = mostCharacters / 2;
  }

  /** What is known of a text, worked out the first time: of the text that is given then, since a value that holds part of it is kept. */
  get(text: string, workOut: (text: string) => Value): Value {
    const recent = this.#newer.get(text);
    if (recent !== undefined) return recent.value;
    const entry = this.#older.get(text) ?? newEntry(text, workOut);
    this.#add(entry);
    return entry.value;
  }

  #add(entry: Entry<Value>): void {
    if (this.#characters >= this.#mostInHalf) {
      this.#older = this.#newer;
      this.#newer = new Map();
      this.#characters = 0;
    }
    this.#newer.set(entry.text, entry);
    this.#characters += entry.text.length;
  }
}

interface Entry<Value> {
  /** A copy of its own. */
  readonly text: string;
  readonly value: Value;
}

function newEntry<Value>(given: string, workOut: (text: string) => Value): Entry<Value> {
  const text = ownCopy(given);
  return { text, value: workOut(text) };
}

/** A part of a text may be kept as a view of it, which would keep all of the text. */
const ownCopy = (text: string): string => Buffer.from(text, 'utf16le').toString('utf16le');
