// Work that takes long lets others have the event loop between its slices. Were every such work to go on in each turn, a turn would
// last as long as there is such work, and whoever needs some turns of the event loop, as each call over a network does, would wait
// for all of it in each of them.

/** A slice is over after so long, in milliseconds; its last step and the collection of garbage come on top of it. */
const sliceMs = 3;

/** So many slices a work runs one after another, before the others have their turn: enough for a question, not for an import. */
const slicesInARow = 16;

const line: (() => void)[] = [];
let isServing = false;

/** One work of the process that takes long; in one turn of the event loop one of them goes on. */
export class LongWork {
  #left = 0;
  #since = performance.now();

  /** This slice is over. */
  get isDue(): boolean {
    return performance.now() - this.#since >= sliceMs;
  }

  /** To be awaited between two slices. */
  async pause(): Promise<void> {
    await this.#turn();
    this.#since = performance.now();
  }

  /** To be awaited between two steps. */
  async pauseWhenDue(): Promise<void> {
    if (this.isDue) await this.pause();
  }

  #turn(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#left > 0) {
        this.#left -= 1;
        line.unshift(resolve);
      } else {
        this.#left = slicesInARow - 1;
        line.push(resolve);
      }
      serveLater();
    });
  }
}

function serveLater(): void {
  if (isServing) return;
  isServing = true;
  setImmediate(() => {
    isServing = false;
    line.shift()?.();
    if (line.length > 0) serveLater();
  });
}
