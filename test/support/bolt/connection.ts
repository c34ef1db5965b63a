import { connect, type Socket } from 'node:net';

import { type Answer, Conversation } from './conversation.ts';
import type { Counter } from './counts.ts';
import { DelayLine, type Parcel } from './delay-line.ts';

export type Direction = 'to server' | 'to client';

export interface ConnectionOptions {
  readonly target: { readonly host: string; readonly port: number };
  readonly counter: Counter;
  /** How long a message and its answer are under way together, in milliseconds. */
  readonly roundTripMs: () => number;
  /** Asked before an answer is handed on: true loses it and cuts the connection. */
  readonly isLost: (answer: Answer) => boolean;
  /** Told where the server sees the connection come from. */
  readonly connected: (address: string) => void;
  /** Told when the connection is cut as it was to be. */
  readonly wasCut: () => void;
}

/** One connection through the proxy, and what can happen to it. */
export class ProxiedConnection {
  readonly #client: Socket;
  readonly #server: Socket;
  readonly #conversation: Conversation;
  readonly #isLost: (answer: Answer) => boolean;
  readonly #wasCut: () => void;
  readonly #lines: Readonly<Record<Direction, DelayLine>>;
  readonly #bytesLeft = { 'to server': Infinity, 'to client': Infinity };

  constructor(client: Socket, options: ConnectionOptions) {
    const { target, counter, roundTripMs, isLost, connected, wasCut } = options;
    this.#client = client;
    this.#server = connect(target.port, target.host, () =>
      connected(`${this.#server.localAddress}:${this.#server.localPort}`),
    );
    this.#conversation = new Conversation(counter);
    this.#isLost = isLost;
    this.#wasCut = wasCut;
    const delayMs = (): number => roundTripMs() / 2;
    this.#lines = {
      'to server': new DelayLine(delayMs, (parcel) => this.#toServer(parcel)),
      'to client': new DelayLine(delayMs, (parcel) => this.#toClient(parcel)),
    };
    this.#join(client, 'to server');
    this.#join(this.#server, 'to client');
    client.on('data', (data) => this.#conversation.readClient(data));
    this.#server.setNoDelay(true);
    client.setNoDelay(true);
  }

  get isBusy(): boolean {
    return this.#conversation.isBusy;
  }

  /** Both sides find the connection closed. */
  cut(): void {
    this.#client.destroy();
    this.#server.destroy();
  }

  /** Both sides find the connection reset. */
  reset(): void {
    this.#client.resetAndDestroy();
    this.#server.resetAndDestroy();
  }

  /** Cuts the connection after so many bytes more, in the midst of a message if need be. */
  cutAfter(bytes: number, direction: Direction): void {
    this.#bytesLeft[direction] = bytes;
  }

  /** From now on nothing arrives on either side, and neither is told. */
  blackHole(): void {
    for (const line of Object.values(this.#lines)) line.swallow();
  }

  /** The server finds the connection closed; the client is not told and waits. */
  halfClose(): void {
    this.blackHole();
    this.#server.destroy();
  }

  pause(): void {
    for (const line of Object.values(this.#lines)) line.pause();
  }

  resume(): void {
    for (const line of Object.values(this.#lines)) line.resume();
  }

  #join(from: Socket, direction: Direction): void {
    const line = this.#lines[direction];
    from.on('error', () => {}); // 'close' follows
    from.on('data', (data) => line.send(data));
    from.on('close', () => line.send('end'));
  }

  #toServer(parcel: Parcel): void {
    if (parcel === 'end') this.#server.destroySoon();
    else this.#write(this.#server, parcel, 'to server');
  }

  #toClient(parcel: Parcel): void {
    if (parcel === 'end') {
      this.#client.destroySoon();
      return;
    }
    const lost = this.#conversation.readServer(parcel).find((answer) => this.#isLost(answer));
    if (lost === undefined) {
      this.#write(this.#client, parcel, 'to client');
      return;
    }
    // What came before the lost answer is still heard.
    this.#cutAt(this.#client, parcel.subarray(0, lost.start));
  }

  #write(to: Socket, data: Buffer, direction: Direction): void {
    const left = this.#bytesLeft[direction];
    if (data.length < left) {
      this.#bytesLeft[direction] = left - data.length;
      to.write(data);
    } else {
      this.#cutAt(to, data.subarray(0, left));
    }
  }

  #cutAt(to: Socket, last: Buffer): void {
    for (const line of Object.values(this.#lines)) line.swallow();
    this.#wasCut();
    to.write(last, () => this.cut());
  }
}
