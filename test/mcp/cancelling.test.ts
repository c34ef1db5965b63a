import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

import { MemOS, SqliteAdapter } from 'memos-graph';
import { expect, it } from 'vitest';

import { program, Workplace } from '../cli/support/command-line.ts';
import { connectStdio, eras } from './support/clients.ts';
import type { Place } from './support/places.ts';

/** A memory whose writer somebody else holds, so that a write waits until it is given up. */
class HeldMemory implements AsyncDisposable {
  readonly workplace = new Workplace();
  readonly adapter = new SqliteAdapter({ file: this.workplace.path('memory.db'), migrate: true });
  readonly #holder = this.adapter.sessionContext({ batchTransaction: true });

  static async make(): Promise<HeldMemory> {
    const held = new HeldMemory();
    await held.adapter.createEntity({ name: 'Held' }, { session: held.#holder });
    return held;
  }

  letGo(): Promise<void> {
    return this.#holder.rollback();
  }

  async ids(): Promise<readonly string[]> {
    const { items } = await new MemOS(this.adapter).list();
    return items.map(({ id }) => id);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.adapter.close();
    this.workplace[Symbol.dispose]();
  }
}

const patienceMs = 300;

// Cancellation reaches the library as the signal of the call: a held writer lets the waiting one go.
it.each(eras)('a call that its client cancels ends, and so does its query (%s)', async (era) => {
  await using held = await HeldMemory.make();
  const { workplace } = held;
  const options = ['--url', workplace.url];
  const place: Place = { workplace, options, environment: {}, [Symbol.dispose]() {} };
  await using client = await connectStdio(place, [], { era });
  const controller = new AbortController();
  const given = { id: 'n1', content: 'x' };
  const waiting = client.call('memory_remember', given, controller.signal);
  setTimeout(() => controller.abort(), patienceMs);
  await expect(waiting).rejects.toThrow();
  await client.listTools(); // by now the server knows, too
  await held.letGo();
  // The cancelled write was given up while it waited, so it is not written once the way is free.
  const after = await client.call('memory_remember', { id: 'n2', content: 'y' });
  expect(after.structuredContent).toMatchObject({ id: 'n2', created: true });
  expect(await held.ids()).toEqual(['n2']);
});

it('the query of a client that hangs up is given up, and the server ends with 0 and says so', async () => {
  await using held = await HeldMemory.make();
  const { workplace } = held;
  const command = [...program(), 'mcp', '--url', workplace.url];
  const server = spawn(process.execPath, command, { stdio: ['pipe', 'pipe', 'pipe'] });
  let told = '';
  server.stderr.on('data', (chunk: Buffer) => (told += chunk.toString()));
  const lines = createInterface({ input: server.stdout })[Symbol.asyncIterator]();
  const send = (message: object): void => {
    server.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  };
  send({ id: 1, method: 'initialize', params: initialize });
  await lines.next();
  const given = { name: 'memory_remember', arguments: { id: 'n1', content: 'x' } };
  send({ id: 2, method: 'tools/call', params: given });
  send({ id: 3, method: 'ping' });
  // What was sent before it has been read by now.
  expect(JSON.parse((await lines.next()).value as string)).toMatchObject({ id: 3, result: {} });
  const closed = once(server, 'close');
  server.stdin.end();
  // The writer is still held: only a server that gives the query up comes to its end.
  expect(await closed).toEqual([0, null]);
  expect(told).toBe('Calls that took too long when this ended were cancelled: 1\n');
  await held.letGo();
  expect(await held.ids()).toEqual([]);
});

const initialize = {
  protocolVersion: '2025-06-18',
  capabilities: {},
  clientInfo: { name: 'raw', version: '1' },
};
