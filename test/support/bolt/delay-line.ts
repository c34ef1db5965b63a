/** What travels: bytes, or the end of the connection. */
export type Parcel = Buffer | 'end';

interface Travelling {
  readonly parcel: Parcel;
  readonly arrivesAt: number;
}

/** One direction of a connection: everything arrives in order and late, or not at all. */
export class DelayLine {
  readonly #delayMs: () => number;
  readonly #deliver: (parcel: Parcel) => void;
  #travelling: Travelling[] = [];
  #timer: NodeJS.Timeout | undefined;
  #spin: NodeJS.Immediate | undefined;
  #isPaused = false;
  #swallows = false;

  constructor(delayMs: () => number, deliver: (parcel: Parcel) => void) {
    this.#delayMs = delayMs;
    this.#deliver = deliver;
  }

  send(parcel: Parcel): void {
    if (this.#swallows) return;
    this.#travelling.push({ parcel, arrivesAt: performance.now() + this.#delayMs() });
    this.#deliverWhatArrived();
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    this.#deliverWhatArrived();
  }

  /** From now on nothing arrives any more, what is under way included. */
  swallow(): void {
    this.#swallows = true;
    this.#travelling = [];
    this.#stopWaiting();
  }

  #stopWaiting(): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#spin);
  }

  #deliverWhatArrived(): void {
    this.#stopWaiting();
    while (!this.#isPaused) {
      const [next] = this.#travelling;
      if (next === undefined) return;
      const leftMs = next.arrivesAt - performance.now();
      if (leftMs > 0) {
        this.#wait(leftMs);
        return;
      }
      this.#travelling.shift();
      this.#deliver(next.parcel);
    }
  }
  /** A timer comes up to two milliseconds late, which is as long as a short way takes: the rest is waited for turn by turn. */
  #wait(leftMs: number): void {
    const deliver = (): void => this.#deliverWhatArrived();
    if (leftMs > 2) this.#timer = setTimeout(deliver, leftMs - 2);
    else this.#spin = setImmediate(deliver);
  }
}
