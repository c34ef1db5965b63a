import type { Connection } from './connection.ts';
import { runInSlices, type Sliced } from './in-slices.ts';

/** The connections that read: one is enough until a long read lets others have the event loop while it goes on. */
export class Readers {
  readonly #first: Connection;
  readonly #open: () => Connection;
  #isFirstTaken = false;
  #spare: Connection | undefined;

  constructor(first: Connection, open: () => Connection) {
    this.#first = first;
    this.#open = open;
  }

  /** Runs reads that all see the same moment; ends them with what `stopped` answers. */
  snapshot<Value>(
    work: (connection: Connection) => Sliced<Value>,
    stopped: () => Error | undefined,
  ): Promise<Value> {
    return runInSlices(this.#snapshot(work), stopped);
  }

  /** To be called when no read is running. */
  close(): void {
    this.#spare?.close();
    this.#first.close();
  }

  /** A generator, so that a read of one slice has given its connection back before any other call begins. */
  *#snapshot<Value>(work: (connection: Connection) => Sliced<Value>): Sliced<Value> {
    const connection = this.#take();
    try {
      connection.run('BEGIN');
      return yield* work(connection);
    } finally {
      connection.rollback();
      this.#giveBack(connection);
    }
  }

  #take(): Connection {
    if (!this.#isFirstTaken) {
      this.#isFirstTaken = true;
      return this.#first;
    }
    const spare = this.#spare;
    this.#spare = undefined;
    return spare ?? this.#open();
  }

  #giveBack(connection: Connection): void {
    if (connection === this.#first) this.#isFirstTaken = false;
    else if (this.#spare === undefined) this.#spare = connection;
    else connection.close();
  }
}
