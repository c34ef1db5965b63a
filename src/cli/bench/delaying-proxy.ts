import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** Stands in front of a server, on loopback, and holds back everything that is sent to it for a while. */
export class DelayingProxy implements AsyncDisposable {
  readonly url: string;
  readonly #listener: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(listener: Server, port: number) {
    this.#listener = listener;
    this.url = `bolt://127.0.0.1:${port}`;
  }

  /** `address` is that of an unencrypted server; what goes to it is `delayMs` milliseconds late, what comes back is not. */
  static async open(address: string, delayMs: number): Promise<DelayingProxy> {
    const { hostname, port } = new URL(address);
    const target = { host: hostname.replaceAll(/[[\]]/g, ''), port: Number(port || 7687) };
    const listener = createServer().listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const bound = listener.address();
    if (bound === null || typeof bound === 'string') throw new Error('A listener without a port');
    const proxy = new DelayingProxy(listener, bound.port);
    listener.on('connection', (client) => proxy.#join(client, connect(target), delayMs));
    return proxy;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    const closed = once(this.#listener, 'close');
    this.#listener.close();
    await closed;
  }

  #join(client: Socket, server: Socket, delayMs: number): void {
    // Timers of one length fire in the order they were set, so nothing overtakes.
    client.on('data', (data) => {
      setTimeout(() => server.write(data), delayMs);
    });
    server.on('data', (data) => client.write(data));
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ] as const) {
      this.#sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => {}); // 'close' follows
      socket.on('close', () => {
        this.#sockets.delete(socket);
        other.destroySoon();
      });
    }
  }
}
