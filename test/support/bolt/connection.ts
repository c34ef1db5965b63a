import { connect, type Socket } from 'node:net';

import { type Answer, Conversation } from './conversation.ts';
import type { Counter } from './counts.ts';
import { DelayLine, type Parcel } from './delay-line.ts';
import { MessageReader } from './message-reader.ts';
import { refusal, requestName, type RequestName } from './messages.ts';

export type Direction = 'to server' | 'to client';

export interface ConnectionOptions {
  readonly target: { readonly host: string; readonly port: number };
  readonly counter: Counter;
  /** How long a message and its answer are under way together, in milliseconds. */
  readonly roundTripMs: () => number;
  /** Asked before an answer is handed on: true loses it and cuts the connection. */
  readonly isLost: (answer: Answer) => boolean;
  /** Asked before requests are handed on: with a code they are refused instead, and the server never hears of them. */
  readonly refusalOf: (requests: () => readonly RequestName[]) => string | undefined;
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
  readonly #refusalOf: ConnectionOptions['refusalOf'];
  readonly #wasCut: () => void;
  readonly #lines: Readonly<Record<Direction, DelayLine>>;
  readonly #bytesLeft = { 'to server': Infinity, 'to client': Infinity };

  constructor(client: Socket, options: ConnectionOptions) {
    const { target, counter, roundTripMs, isLost, refusalOf, connected, wasCut } = options;
    this.#client = client;
    this.#server = connect(target.port, target.host, () =>
      connected(`${this.#server.localAddress}:${this.#server.localPort}`),
    );
    this.#conversation = new Conversation(counter);
    this.#isLost = isLost;
    this.#refusalOf = refusalOf;
    this.#wasCut = wasCut;
    const delayMs = (): number => roundTripMs() / 2;
    this.#lines = {
      'to server': new DelayLine(delayMs, (parcel) => this.#toServer(parcel)),
      'to client': new DelayLine(delayMs, (parcel) => this.#toClient(parcel)),
    };
    // Before it is handed on: a refused request is answered at once.
    client.on('data', (data) => this.#conversation.readClient(data));
    this.#join(client, 'to server');
    this.#join(this.#server, 'to client');
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
    if (parcel === 'end') {
      this.#server.destroySoon();
      return;
    }
    const code = this.#refusalOf(() => requestsIn(parcel));
    if (code === undefined) this.#write(this.#server, parcel, 'to server');
    else this.#toClient(refusal(code, requestsIn(parcel).length));
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

/** The requests in a parcel that begins with one. */
const requestsIn = (parcel: Buffer): readonly RequestName[] =>
  new MessageReader().read(parcel).map(({ payload }) => requestName(payload));
