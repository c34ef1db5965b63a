import { unlessAborted } from './unless-aborted.ts';

type Kind = 'read' | 'write';

/** The order of the calls of a session: reads run beside reads and writes beside writes; a change of kind waits for all before. */
export class CallOrder {
  #kind: Kind | undefined;
  /** The end of the calls before those of this kind; never rejects. */
  #before: Promise<unknown> = Promise.resolve();
  /** The end of every call; never rejects. */
  #all: Promise<unknown> = Promise.resolve();

  /** Runs a call when its turn has come. */
  async run<Value>(
    kind: Kind,
    signal: AbortSignal | undefined,
    call: () => Promise<Value>,
  ): Promise<Value> {
    if (kind !== this.#kind) {
      this.#kind = kind;
      this.#before = this.#all;
    }
    const running = unlessAborted(this.#before, signal).then(call);
    this.#all = Promise.allSettled([this.#all, running]);
    return running;
  }
}
