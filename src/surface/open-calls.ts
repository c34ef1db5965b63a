import { ClosedError } from '../errors/session-errors.ts';

/** The calls that a surface is carrying out, so that stopping can wait for them. */
export class OpenCalls {
  readonly #open = new Set<Promise<unknown>>();
  #isStopping = false;

  get count(): number {
    return this.#open.size;
  }

  get isStopping(): boolean {
    return this.#isStopping;
  }

  /** Carries a call out; once stopping has begun it is refused. */
  async run<Result>(call: () => Promise<Result>): Promise<Result> {
    if (this.#isStopping) throw new ClosedError();
    const running = call();
    this.#open.add(running);
    try {
      return await running;
    } finally {
      this.#open.delete(running);
    }
  }

  /** Refuses new calls and waits for the open ones and their answers, at most `limitMs`. */
  async stop(limitMs: number): Promise<void> {
    this.#isStopping = true;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, limitMs);
    });
    await Promise.race([Promise.allSettled(this.#open), late]);
    clearTimeout(timer);
    await afterPendingWork();
  }
}

const turnsToWait = 3;

/** Lets what has been read become a call, and what was answered be written. */
export async function afterPendingWork(): Promise<void> {
  for (let turn = 0; turn < turnsToWait; turn += 1)
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
}
