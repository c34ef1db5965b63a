import type { Connection } from './connection.ts';
import { isBusy } from './sqlite-failure.ts';
import { pause } from './wait-while-busy.ts';

/** How long a removal waits for those who still read what was removed, in milliseconds. */
const longestWaitMs = 2000;

/** The log beside the file, which keeps removed words until it is emptied. */
export class WriteAheadLog {
  readonly #connection: Connection;
  #isOwed = false;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Moves what the log holds into the file, so that removed words are in neither; what others keep from it now is owed. */
  async empty(signal?: AbortSignal): Promise<void> {
    this.#isOwed = true;
    const startedAt = performance.now();
    while (!this.#tryToEmpty()) {
      if (signal?.aborted === true || performance.now() - startedAt >= longestWaitMs) return;
      await pause();
    }
  }

  /** Tries once more, without any wait, when a removal could not empty it. */
  emptyIfOwed(): void {
    if (this.#isOwed) this.#connection.withoutWaiting(() => this.#tryToEmpty());
  }

  /** The same before the file is closed, when there is no later time to try. */
  async settle(): Promise<void> {
    if (this.#isOwed) await this.empty();
  }

  #tryToEmpty(): boolean {
    const isEmpty = moveLog(this.#connection);
    if (isEmpty) this.#isOwed = false;
    return isEmpty;
  }
}

/** Answers whether nobody was in the way. */
export function moveLog(connection: Connection): boolean {
  try {
    return connection.pragma('wal_checkpoint(TRUNCATE)') === 0;
  } catch (error) {
    if (isBusy(error)) return false;
    throw error;
  }
}
