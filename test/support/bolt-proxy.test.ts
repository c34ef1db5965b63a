import { setTimeout as sleep } from 'node:timers/promises';

import neo4j, { type Driver } from 'neo4j-driver';
import { describe, expect, it } from 'vitest';

import { BoltProxy } from './bolt-proxy.ts';
import { Handshake } from './bolt/handshake.ts';
import { MessageReader } from './bolt/message-reader.ts';
import { describeNeo4j, neo4jAddress } from './neo4j.ts';

/** Two chunks and an end, a sign of life, one chunk and an end. */
const stream = Buffer.from('0002b11000020304000000000001b10000', 'hex');

describe('a reader of messages', () => {
  it('finds the same messages wherever the stream is torn apart', () => {
    for (let first = 0; first <= stream.length; first += 1) {
      for (let second = first; second <= stream.length; second += 1) {
        const reader = new MessageReader();
        const pieces = [
          stream.subarray(0, first),
          stream.subarray(first, second),
          stream.subarray(second),
        ];
        const messages = pieces.flatMap((piece) => reader.read(piece));
        expect(messages.map(({ payload }) => payload.toString('hex'))).toEqual(['b1100304', 'b1']);
      }
    }
  });

  it('tells where in the last piece a message begins', () => {
    const reader = new MessageReader();
    expect(reader.read(stream).map(({ start }) => start)).toEqual([0, 12]);
    expect(reader.read(Buffer.concat([Buffer.from([0, 0]), stream])).at(0)?.start).toBe(2);
    reader.read(stream.subarray(0, 5));
    expect(reader.read(stream.subarray(5)).map(({ start }) => start)).toEqual([0, 7]);
  });
});

describe('a handshake', () => {
  const greeting = Buffer.alloc(20, 1);

  it('ends with the version that the server picks', () => {
    const handshake = new Handshake();
    expect(handshake.readClient(greeting)).toHaveLength(0);
    expect(handshake.readServer(Buffer.from('0000', 'hex'))).toHaveLength(0);
    expect(handshake.readServer(Buffer.from('0805ff', 'hex')).toString('hex')).toBe('ff');
    expect(handshake.readClient(Buffer.from('ee', 'hex')).toString('hex')).toBe('ee');
  });

  it('ends with the choice of the client when the server sends a manifest', () => {
    const handshake = new Handshake();
    handshake.readClient(greeting);
    // The mark of a manifest, how many versions, the versions, what else the server can.
    const manifest = Buffer.from('000001ff0200080805000000068001', 'hex');
    expect(handshake.readServer(manifest.subarray(0, 9))).toHaveLength(0);
    expect(handshake.readServer(Buffer.concat([manifest.subarray(9), Buffer.of(9)]))).toEqual(
      Buffer.of(9),
    );
    expect(handshake.readClient(Buffer.from('0000', 'hex'))).toHaveLength(0);
    expect(handshake.readClient(Buffer.from('060000aa', 'hex')).toString('hex')).toBe('aa');
  });
});

function openDriver({ url }: Pick<BoltProxy, 'url'>): Driver {
  const { username, password } = neo4jAddress();
  return neo4j.driver(url, neo4j.auth.basic(username, password), { telemetryDisabled: true });
}

/** A driver through a proxy, connected, nothing counted yet. */
async function openBoth(): Promise<AsyncDisposable & { proxy: BoltProxy; driver: Driver }> {
  const proxy = await BoltProxy.open(neo4jAddress().url);
  const driver = openDriver(proxy);
  await run(driver, 'RETURN 1');
  proxy.clearCounts();
  return {
    proxy,
    driver,
    [Symbol.asyncDispose]: async () => {
      await proxy.close();
      await driver.close();
    },
  };
}

async function run(driver: Driver, text: string, parameters = {}): Promise<readonly unknown[]> {
  await using session = driver.session({ database: 'neo4j', fetchSize: -1 });
  const { records } = await session.run(text, parameters);
  return records.map((record) => record.get(0) as unknown);
}

const lost = { code: 'ServiceUnavailable' };

describeNeo4j('a proxy counts', () => {
  it('the set-up of a connection apart, its first statement not', async () => {
    await using proxy = await BoltProxy.open(neo4jAddress().url);
    await using driver = openDriver(proxy);
    await run(driver, 'RETURN 1');
    expect(proxy.counts).toEqual({
      connections: 1,
      messages: { HELLO: 1, LOGON: 1, RUN: 1, PULL: 1 },
      transactions: 1,
      statements: 1,
      roundTrips: 1,
    });
    proxy.clearCounts();
    expect(proxy.counts).toMatchObject({ connections: 0, messages: {}, roundTrips: 0 });
  });

  it('a transaction whose statements are awaited', async () => {
    await using both = await openBoth();
    await using session = both.driver.session({ database: 'neo4j' });
    const transaction = await session.beginTransaction();
    await transaction.run('RETURN 1');
    expect(both.proxy.busyConnections).toBe(1);
    await transaction.run('RETURN 2');
    await transaction.commit();
    expect(both.proxy.busyConnections).toBe(0);
    expect(both.proxy.counts).toEqual({
      connections: 0,
      messages: { BEGIN: 1, RUN: 2, PULL: 2, COMMIT: 1 },
      transactions: 1,
      statements: 2,
      roundTrips: 4,
    });
  });

  it('what is sent at once as one round trip', async () => {
    await using both = await openBoth();
    both.proxy.roundTripMs = 10; // the client sends everything before the first answer can arrive
    await using session = both.driver.session({ database: 'neo4j' });
    const transaction = session.beginTransaction();
    await Promise.all(Array.from({ length: 20 }, () => transaction.run('RETURN 1')));
    await transaction.commit();
    expect(both.proxy.counts).toMatchObject({ transactions: 1, statements: 20, roundTrips: 2 });
  });

  it('every fetch of an answer that comes in parts', async () => {
    await using both = await openBoth();
    await using session = both.driver.session({ database: 'neo4j', fetchSize: 1000 });
    await session.run('UNWIND range(1, 2500) AS n RETURN n');
    expect(both.proxy.counts).toMatchObject({ transactions: 1, statements: 1, roundTrips: 3 });
  });

  it('messages larger than a chunk', async () => {
    await using both = await openBoth();
    const text = 'x'.repeat(1_000_000);
    expect(await run(both.driver, 'RETURN $text + $text', { text })).toEqual([text + text]);
    expect(both.proxy.counts).toMatchObject({ statements: 1, roundTrips: 1 });
  });
});

describeNeo4j('a proxy', () => {
  it('delays every round trip', async () => {
    await using both = await openBoth();
    both.proxy.roundTripMs = 60;
    const start = performance.now();
    await run(both.driver, 'RETURN 1');
    await run(both.driver, 'RETURN 1');
    expect(performance.now() - start).toBeGreaterThanOrEqual(119);
  });

  it('cuts a connection in the midst of a message, in either direction', async () => {
    await using both = await openBoth();
    for (const direction of ['to server', 'to client'] as const) {
      both.proxy.inflict((connection) => connection.cutAfter(7, direction));
      await expect(run(both.driver, 'RETURN 1')).rejects.toMatchObject(lost);
      expect(both.proxy.connections).toHaveLength(0);
      expect(await run(both.driver, 'RETURN 1')).toHaveLength(1);
    }
  });

  it('cuts when a write has been kept and nobody has heard of it', async () => {
    await using both = await openBoth();
    const { driver, proxy } = both;
    const id = `kept ${performance.now()} ${Math.random()}`;
    proxy.cutNextCommit();
    await using reader = driver.session({ database: 'neo4j', defaultAccessMode: 'READ' });
    await reader.run('RETURN 1');
    expect(proxy.lostAnswers).toBe(0);
    await expect(run(driver, 'CREATE (:ProxyTest {id: $id})', { id })).rejects.toMatchObject(lost);
    expect(proxy.lostAnswers).toBe(1);
    await using session = driver.session({ database: 'neo4j' });
    const transaction = session.beginTransaction();
    await transaction.run('CREATE (:ProxyTest {id: $id})', { id });
    proxy.cutNextCommit();
    await expect(transaction.commit()).rejects.toMatchObject(lost);
    const kept = await run(driver, 'MATCH (n:ProxyTest {id: $id}) DELETE n RETURN n', { id });
    expect(kept).toHaveLength(2);
  });

  it('resets connections, and refuses new ones', async () => {
    await using both = await openBoth();
    both.proxy.refusesConnections = true;
    both.proxy.inflict((connection) => connection.reset());
    await expect(run(both.driver, 'RETURN 1')).rejects.toMatchObject(lost);
    both.proxy.refusesConnections = false;
    expect(await run(both.driver, 'RETURN 1')).toHaveLength(1);
  });

  it('holds everything back until it is told to go on', async () => {
    await using both = await openBoth();
    both.proxy.inflict((connection) => connection.pause());
    const answer = run(both.driver, 'RETURN 1');
    expect(await Promise.race([answer, sleep(200, 'no answer')])).toBe('no answer');
    both.proxy.inflict((connection) => connection.resume());
    expect(await answer).toHaveLength(1);
  });

  it('keeps a connection that leads nowhere, old or new', async () => {
    await using both = await openBoth();
    both.proxy.blackHole();
    const first = run(both.driver, 'RETURN 1');
    const second = run(both.driver, 'RETURN 1');
    const late = sleep(300, 'no answer');
    expect(await Promise.race([first, second, late])).toBe('no answer');
    expect(both.proxy.connections).toHaveLength(2);
    await both.proxy.close();
    await expect(Promise.all([first, second])).rejects.toMatchObject(lost);
  });

  it('closes the side of the server alone', async () => {
    await using both = await openBoth();
    both.proxy.inflict((connection) => connection.halfClose());
    const answer = run(both.driver, 'RETURN 1');
    expect(await Promise.race([answer, sleep(300, 'no answer')])).toBe('no answer');
    const server = openDriver(neo4jAddress());
    expect(await openConnections(server, both.proxy.clientAddresses)).toBe(0);
    await server.close();
    both.proxy.inflict((connection) => connection.cut());
    await expect(answer).rejects.toMatchObject(lost);
  });
});

async function openConnections(driver: Driver, addresses: readonly string[]): Promise<number> {
  const text = 'CALL dbms.listConnections() YIELD clientAddress RETURN clientAddress';
  const open = await run(driver, text);
  return open.filter((address) => addresses.includes(String(address))).length;
}
