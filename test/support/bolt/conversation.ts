import type { Counter } from './counts.ts';
import { Handshake } from './handshake.ts';
import { MessageReader } from './message-reader.ts';
import {
  answerName,
  hasMore,
  isInReadMode,
  isSetUp,
  requestName,
  type RequestName,
} from './messages.ts';

interface Request {
  readonly name: RequestName;
  /** Its answer says that a transaction that may have written is kept. */
  readonly commits: boolean;
}

export interface Answer {
  /** What it answers. */
  readonly request: RequestName;
  /** It says that a transaction that may have written is kept. */
  readonly commits: boolean;
  /** Where it begins in the data that was read last. */
  readonly start: number;
}

/** What client and server of one connection say to each other, as the client sees it, and who waits for whom. */
export class Conversation {
  readonly #counter: Counter;
  readonly #handshake = new Handshake();
  readonly #fromClient = new MessageReader();
  readonly #fromServer = new MessageReader();
  #unanswered: Request[] = [];
  #isInTransaction = false;
  #autoCommitWrites = false;
  #isCounted = false;

  constructor(counter: Counter) {
    this.#counter = counter;
    counter.addConnection();
  }

  /** Whether the client waits for an answer or has left a transaction open. */
  get isBusy(): boolean {
    return this.#isInTransaction || this.#unanswered.length > 0;
  }

  /** Reads what the client sends, at the moment it is sent. */
  readClient(data: Buffer): void {
    for (const { payload } of this.#fromClient.read(this.#handshake.readClient(data)))
      this.#request(payload);
  }

  /** Reads what the client is about to hear. */
  readServer(data: Buffer): readonly Answer[] {
    const rest = this.#handshake.readServer(data);
    const skipped = data.length - rest.length;
    return this.#fromServer
      .read(rest)
      .flatMap(({ payload, start }) => this.#answer(payload, start + skipped) ?? []);
  }

  #request(payload: Buffer): void {
    const name = requestName(payload);
    this.#counter.addMessage(name);
    this.#countRoundTrip(name);
    if (name === 'GOODBYE') return; // the server answers by hanging up
    const commits = this.#commits(name, payload);
    this.#unanswered.push({ name, commits });
  }

  #countRoundTrip(name: RequestName): void {
    if (this.#unanswered.length === 0) this.#isCounted = false;
    if (this.#isCounted || isSetUp(name) || name === 'GOODBYE') return;
    this.#isCounted = true;
    this.#counter.addRoundTrip();
  }

  /** Keeps track of the transaction; tells whether the answer to this message says that one is kept. */
  #commits(name: RequestName, payload: Buffer): boolean {
    if (name === 'BEGIN') {
      this.#counter.addTransaction();
      this.#isInTransaction = true;
    } else if (name === 'RUN' && !this.#isInTransaction) {
      this.#counter.addTransaction();
      this.#autoCommitWrites = !isInReadMode(payload);
    } else if (name === 'COMMIT' || name === 'ROLLBACK' || name === 'RESET') {
      this.#isInTransaction = false;
      return name === 'COMMIT';
    }
    return name === 'PULL' && !this.#isInTransaction && this.#autoCommitWrites;
  }

  #answer(payload: Buffer, start: number): Answer | undefined {
    const name = answerName(payload);
    if (name === 'RECORD') return undefined;
    const request = this.#unanswered.shift();
    if (request === undefined) throw new Error(`The server sent ${name} to nobody who asked`);
    const commits = request.commits && name === 'SUCCESS' && !hasMore(payload);
    return { request: request.name, commits, start };
  }
}
