import { once } from 'node:events';

import { MemOS, SqliteAdapter } from 'memos-graph';
import { describe, expect, it } from 'vitest';

import { Workplace } from '../cli/support/command-line.ts';
import { describeEngines } from '../contract/engines.ts';
import { connectHttp, eras, type TestClient } from '../mcp/support/clients.ts';
import { type Served, served } from './support/served.ts';

describeEngines('several clients of one server', (open) => {
  it('are served at once, in both eras, and nothing is lost or mixed up', async () => {
    await using memory = await open();
    await using server = await served(memory);
    const numbers = Array.from({ length: 12 }, (_, index) => index);
    const names = ['a', 'b', 'c', 'd'];
    const work = async (name: string, index: number): Promise<void> => {
      const era = eras[index % eras.length] ?? '2026';
      await using client = await connectHttp(`${server.url}/mcp`, server.token.token, { era });
      const remembered = await Promise.all(
        numbers.map(async (number) => {
          const id = `${name}${number}`;
          const given = { id, content: `Note ${number} of ${name}`, entities: ['Everyone'] };
          return [id, (await client.call('memory_remember', given)).structuredContent] as const;
        }),
      );
      for (const [id, told] of remembered) expect(told).toMatchObject({ id, created: true });
    };
    await Promise.all(names.map(work));
    const { items } = await memory.list({ limit: 100 });
    const expected = names.flatMap((name) => numbers.map((number) => `${name}${number}`));
    expect(items.map(({ id }) => id).toSorted()).toEqual(expected.toSorted());
  });
});

const patienceMs = 15_000;

/** A server whose writer is held by somebody else, so that a write waits until it is given up. */
async function held(call: (server: Served, stop: AbortSignal) => Promise<unknown>): Promise<void> {
  using workplace = new Workplace();
  const file = workplace.path('memory.db');
  await using memory = new MemOS(new SqliteAdapter({ file, migrate: true }));
  await memory.adapter.applySchema();
  await using server = await served(memory);
  await using holding = new SqliteAdapter({ file });
  await using holder = holding.sessionContext({ batchTransaction: true });
  await holding.createEntity({ name: 'Held' }, { session: holder });
  const stop = new AbortController();
  const ended = call(server, stop.signal).then(
    () => 'answered',
    () => 'given up',
  );
  const waiting = (): number => memory.adapter.metrics().groups.waiting;
  await expect.poll(waiting, { timeout: patienceMs }).toBe(1);
  stop.abort();
  expect(await ended).toBe('given up');
  // The write is taken back while the way is not free, so it is not made once it is.
  await expect.poll(waiting, { timeout: patienceMs }).toBe(0);
  await holder.rollback();
  await memory.remember('Another', { id: 'n2' });
  expect((await memory.list()).items.map(({ id }) => id)).toEqual(['n2']);
}

describe('a client that hangs up', () => {
  const given = { id: 'n1', content: 'Given up' };

  it('cancels its call of a route', () =>
    held(({ url, token }, signal) =>
      fetch(`${url}/v1/remember`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token.token}` },
        body: JSON.stringify(given),
        signal,
      }),
    ));

  it.each(eras)('cancels its call of a tool (%s)', (era) =>
    held(async ({ url, token }, signal) => {
      const client: TestClient = await connectHttp(`${url}/mcp`, token.token, { era });
      const hungUp = once(signal, 'abort').then(() => client[Symbol.asyncDispose]());
      await Promise.all([client.call('memory_remember', given), hungUp]);
    }),
  );
});
