import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** Stands between the driver and the server, and loses what it is told to lose. */
export class FaultyProxy implements AsyncDisposable {
  readonly url: string;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #fault: 'none' | 'cut' | 'stall' = 'none';

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.url = `bolt://127.0.0.1:${port}`;
  }

  static async open(target: string): Promise<FaultyProxy> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('No port');
    const proxy = new FaultyProxy(server, address.port);
    const { hostname, port } = new URL(target);
    server.on('connection', (client) => proxy.#join(client, connect(Number(port), hostname)));
    return proxy;
  }

  /** The server carries out what is sent next, and the connection ends before anyone hears of it. */
  cutNextAnswer(): void {
    this.#fault = 'cut';
  }

  /** From now on nothing that the server says arrives. */
  stall(): void {
    this.#fault = 'stall';
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #join(client: Socket, server: Socket): void {
    for (const socket of [client, server]) {
      this.#sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => this.#sockets.delete(socket));
    }
    client.on('close', () => server.destroy());
    server.on('close', () => client.destroy());
    client.on('data', (data) => server.write(data));
    server.on('data', (data) => {
      if (this.#fault === 'none') client.write(data);
      if (this.#fault !== 'cut') return;
      this.#fault = 'none';
      client.destroy();
    });
  }
}
