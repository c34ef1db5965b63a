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
    clearTimeout(this.#timer);
  }

  #deliverWhatArrived(): void {
    clearTimeout(this.#timer);
    while (!this.#isPaused) {
      const [next] = this.#travelling;
      if (next === undefined) return;
      const leftMs = next.arrivesAt - performance.now();
      if (leftMs > 0) {
        this.#timer = setTimeout(() => this.#deliverWhatArrived(), leftMs);
        return;
      }
      this.#travelling.shift();
      this.#deliver(next.parcel);
    }
  }
}
