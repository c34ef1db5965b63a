import type { MemOS } from '../../memos/memos.ts';
import { addReceipts, type Receipt } from '../../model/receipt.ts';
import type { Page } from '../text/page.ts';

/** What a question of the demo is answered with. */
export interface Reply {
  /** Ids of what was found, in the order it is shown. */
  readonly found: readonly string[];
  /** Why these: what was searched or followed. */
  readonly why: string;
  /** How anyone can ask the same. */
  readonly calls: readonly string[];
  readonly commands: readonly string[];
  readonly lines: (page: Page) => readonly string[];
}

/** A question, and the public calls that answer it. */
export interface Question {
  readonly question: string;
  readonly ask: (asker: Asker) => Promise<Reply>;
}

/** Asks the memory and keeps what every call cost. */
export class Asker {
  readonly memory: MemOS;
  readonly signal: AbortSignal;
  readonly #receipts: Receipt[] = [];
  readonly #begun = performance.now();

  constructor(memory: MemOS, signal: AbortSignal) {
    this.memory = memory;
    this.signal = signal;
  }

  /** Waits for an answer of the library and takes its receipt down. */
  async of<Answer extends { readonly receipt: Receipt }>(call: Promise<Answer>): Promise<Answer> {
    const answer = await call;
    this.#receipts.push(answer.receipt);
    return answer;
  }

  get cost(): Cost {
    const { statements, roundTrips } = addReceipts(this.#receipts);
    const milliseconds = Math.round((performance.now() - this.#begun) * 10) / 10;
    return { calls: this.#receipts.length, statements, roundTrips, milliseconds };
  }
}

/** What the calls of one question cost together. */
export interface Cost {
  readonly calls: number;
  readonly statements: number;
  readonly roundTrips: number;
  readonly milliseconds: number;
}
