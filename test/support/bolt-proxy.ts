import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';

import { ProxiedConnection } from './bolt/connection.ts';
import type { Answer } from './bolt/conversation.ts';
import { type Counts, Counter } from './bolt/counts.ts';
import type { RequestName } from './bolt/messages.ts';

/** What happens to a connection: `(connection) => connection.cutAfter(500, 'to client')`. */
export type Fault = (connection: ProxiedConnection) => void;

const blackHole: Fault = (connection) => connection.blackHole();

type IsLost = (answer: Answer) => boolean;

/** Stands between a driver and a real server, counts what goes over the wire, and loses what it is told to lose. */
export class BoltProxy implements AsyncDisposable {
  /** How long a message and its answer are under way together, in milliseconds. */
  roundTripMs = 0;
  /** New connections are reset at once. */
  refusesConnections = false;
  readonly url: string;
  readonly #listener: Server;
  readonly #target: { readonly host: string; readonly port: number };
  readonly #counter = new Counter();
  readonly #sockets = new Map<Socket, ProxiedConnection>();
  readonly #addresses = new Set<string>();
  #faultOfNew: Fault | undefined;
  #toBeLost: IsLost[] = [];
  #refusedWith: string | undefined;
  #lostAnswers = 0;
  #cuts = 0;
  #mostConnections = 0;

  private constructor(listener: Server, target: string, port: number) {
    this.#listener = listener;
    const { hostname, port: targetPort } = new URL(target);
    this.#target = { host: hostname, port: Number(targetPort) };
    this.url = `bolt://127.0.0.1:${port}`;
    listener.on('connection', (client) => this.#accept(client));
  }

  static async open(target: string): Promise<BoltProxy> {
    const listener = createServer().listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const address = listener.address();
    if (address === null || typeof address === 'string') throw new Error('No port');
    return new BoltProxy(listener, target, address.port);
  }

  /** What has gone over the wire since the proxy was opened or the counts were cleared. */
  get counts(): Counts {
    return this.#counter.counts;
  }

  clearCounts(): void {
    this.#counter.clear();
  }

  get connections(): readonly ProxiedConnection[] {
    return [...this.#sockets.values()];
  }

  /** Connections whose client waits for an answer or has left a transaction open. */
  get busyConnections(): number {
    return this.connections.filter(({ isBusy }) => isBusy).length;
  }

  /** The most connections there were at once. */
  get mostConnections(): number {
    return this.#mostConnections;
  }

  /** Where the server has seen connections come from, the ended ones included. */
  get clientAddresses(): readonly string[] {
    return [...this.#addresses];
  }

  /** Does something to each connection there is. */
  inflict(fault: Fault): void {
    for (const connection of this.connections) fault(connection);
  }

  /** Does something to each connection that is opened from now on, or nothing more. */
  inflictOnNew(fault: Fault | undefined): void {
    this.#faultOfNew = fault;
  }

  /** From now on nothing arrives any more, on this connection or a new one, and nobody is told. */
  blackHole(): void {
    this.inflict(blackHole);
    this.inflictOnNew(blackHole);
  }

  /** The server carries out what is sent next, and the connection ends before anyone hears of it. */
  cutNextAnswer(): void {
    this.#toBeLost.push(() => true);
  }

  /** The next write that is kept, by COMMIT or by itself, is kept without anyone hearing of it. */
  cutNextCommit(): void {
    this.#toBeLost.push(({ commits }) => commits);
  }

  /** The next statement of an idle connection is refused with this code of Neo4j, and the server never hears of it. */
  refuseNextStatement(code: string): void {
    this.#refusedWith = code;
  }

  /** How many answers were lost because they were to be. */
  get lostAnswers(): number {
    return this.#lostAnswers;
  }

  /** How many connections were cut, at a byte or at an answer. */
  get cuts(): number {
    return this.#cuts;
  }

  async close(): Promise<void> {
    for (const connection of this.connections) connection.cut();
    if (!this.#listener.listening) return;
    const closed = once(this.#listener, 'close');
    this.#listener.close();
    await closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #accept(client: Socket): void {
    if (this.refusesConnections) {
      client.on('error', () => {});
      client.resetAndDestroy();
      return;
    }
    const connection = new ProxiedConnection(client, {
      target: this.#target,
      counter: this.#counter,
      roundTripMs: () => this.roundTripMs,
      isLost: (answer) => this.#isLost(answer),
      refusalOf: (requests) => this.#refusalOf(requests),
      connected: (address) => this.#addresses.add(address),
      wasCut: () => {
        this.#cuts += 1;
      },
    });
    this.#sockets.set(client, connection);
    this.#mostConnections = Math.max(this.#mostConnections, this.#sockets.size);
    client.on('close', () => this.#sockets.delete(client));
    this.#faultOfNew?.(connection);
  }

  #refusalOf(requests: () => readonly RequestName[]): string | undefined {
    const code = this.#refusedWith;
    if (code === undefined || requests()[0] !== 'RUN') return undefined;
    this.#refusedWith = undefined;
    return code;
  }

  #isLost(answer: Answer): boolean {
    const loses = this.#toBeLost.find((isLost) => isLost(answer));
    if (loses === undefined) return false;
    this.#toBeLost = this.#toBeLost.filter((other) => other !== loses);
    this.#lostAnswers += 1;
    return true;
  }
}
