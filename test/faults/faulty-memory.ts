import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { MemOS, Neo4jAdapter } from 'memos-graph';
import neo4j, { type Driver } from 'neo4j-driver';

import { BoltProxy } from '../support/bolt-proxy.ts';
import type { Neo4jAddress } from '../support/neo4j-server.ts';

/** A memory behind a proxy that does damage, and a driver that goes straight to the server and looks at what is left. */
export class FaultyMemory implements AsyncDisposable {
  readonly space: string;
  readonly proxy: BoltProxy;
  readonly memory: MemOS;
  readonly #witness: Driver;

  private constructor(proxy: BoltProxy, memory: MemOS, witness: Driver) {
    this.proxy = proxy;
    this.memory = memory;
    this.space = memory.adapter.space;
    this.#witness = witness;
  }

  static async open(address: Neo4jAddress): Promise<FaultyMemory> {
    const proxy = await BoltProxy.open(address.url);
    const { url, username, password } = address;
    const space = `faults ${randomUUID()}`;
    const adapter = new Neo4jAdapter({ url: proxy.url, username, password, space, migrate: true });
    const token = neo4j.auth.basic(username, password);
    const witness = neo4j.driver(url, token, { disableLosslessIntegers: true });
    const faulty = new FaultyMemory(proxy, new MemOS(adapter), witness);
    await faulty.memory.adapter.engine.ready({});
    return faulty;
  }

  /** Asks the server, past the proxy. */
  async ask<Row extends object>(text: string, parameters: object = {}): Promise<readonly Row[]> {
    const { records } = await this.#witness.executeQuery(
      text,
      { space: this.space, ...parameters },
      { database: 'neo4j' },
    );
    return records.map((record) => record.toObject() as Row); // the text says what is in it
  }

  async #leftBehind(): Promise<LeftBehind> {
    const [row] = await this.ask<{ open: number }>(
      // An address may be taken again by whoever asks.
      `SHOW TRANSACTIONS YIELD clientAddress, currentQuery
       WHERE clientAddress IN $addresses AND NOT coalesce(currentQuery, '') STARTS WITH 'SHOW TRANSACTIONS'
       RETURN count(*) AS open`,
      { addresses: this.proxy.clientAddresses },
    );
    return {
      openTransactions: row?.open ?? 0,
      busyConnections: this.proxy.busyConnections,
      connectionsInUse: this.memory.adapter.metrics().connections?.inUse ?? 0,
    };
  }

  /** What calls that have ended should not have left behind: a connection that was given up is on its way back for a moment. */
  async leftBehind(): Promise<LeftBehind> {
    for (let attempt = 0; ; attempt += 1) {
      const left = await this.#leftBehind();
      if (attempt === 50 || Object.values(left).every((count) => count === 0)) return left;
      await sleep(100);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.proxy.roundTripMs = 0;
    await this.memory.close();
    await this.proxy.close();
    await this.#empty();
    await this.#witness.close();
  }

  /** In steps: a full run leaves more than one transaction can hold. */
  async #empty(): Promise<void> {
    const text = `MATCH (n:MemoryNode {space: $space}) WITH n LIMIT 5000
                  DETACH DELETE n RETURN count(*) AS removed`;
    for (let removed = 1; removed > 0;) {
      const [row] = await this.ask<{ removed: number }>(text);
      removed = row?.removed ?? 0;
    }
  }
}

export interface LeftBehind {
  readonly openTransactions: number;
  /** Connections on which somebody still waits, as the wire shows. */
  readonly busyConnections: number;
  /** Connections that were not given back to the pool. */
  readonly connectionsInUse: number;
}

export const nothingLeft: LeftBehind = {
  openTransactions: 0,
  busyConnections: 0,
  connectionsInUse: 0,
};

/** The 16 that calls use, one that asks whether the server is there, and one that is being reset after it was given up. */
export const mostConnections = 18;
