import { writeSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';

import type { Neo4jAddress } from '../../../test/support/neo4j-server.ts';
import { type Answers, answersDescriptor, type CallName, type Request } from '../protocol.ts';

/** A system that is connected to a database. */
export interface Peer {
  /** Stores one memory with its two entities. */
  remember(number: number, writer: number): Promise<unknown>;
  /** Asks for a memory; resolves with the number of results. */
  recall(number: number): Promise<number>;
  close(): Promise<void>;
}

/** How the benchmark gets at a system. */
export interface System {
  /** Name and version of its database driver. */
  readonly driver: string;
  open(address: Neo4jAddress): Promise<Peer>;
  /** Database sessions that its driver has opened so far. */
  sessions(): number;
}

/** The two entities of a memory: two hundred of each kind, in turn. */
export const entitiesOf = (number: number): readonly [string, string] => [
  `Person ${number % 200}`,
  `Project ${(number * 7) % 200}`,
];

/** The word that no other memory has. */
export const wordOf = (number: number): string => `item${number}`;

/** The text of a memory, with one word of its own. */
export const contentOf = (number: number): string =>
  `${wordOf(number)}: ${entitiesOf(number).join(' chose ')}`;

/** Answers the benchmark's requests in turn until its standard input ends. */
export async function serve(system: System): Promise<void> {
  const served = new Served(system);
  for await (const line of createInterface({ input: process.stdin })) {
    const request = JSON.parse(line) as Request; // the benchmark's own
    const answer = await served.answer(request).catch((error: unknown) => ({
      error: error instanceof Error ? error.message : String(error),
    }));
    writeSync(answersDescriptor, `${JSON.stringify(answer)}\n`);
  }
  process.exit(0); // a system may keep timers or connections of its own
}

class Served {
  readonly #system: System;
  #peer: Peer | undefined;

  constructor(system: System) {
    this.#system = system;
  }

  async answer(request: Request): Promise<Answers[Request['command']]> {
    switch (request.command) {
      case 'open':
        this.#peer = await this.#system.open(request);
        return { driver: this.#system.driver };
      case 'call':
        return this.#call(request.call, request.number);
      case 'race':
        return this.#race(request);
      case 'close':
        await this.#opened.close();
        return {};
      default:
        throw new Error(`There is no such request: ${JSON.stringify(request)}`);
    }
  }

  get #opened(): Peer {
    if (this.#peer === undefined) throw new Error('Nothing is open');
    return this.#peer;
  }

  async #call(call: CallName, number: number): Promise<Answers['call']> {
    const peer = this.#opened;
    const sessions = this.#system.sessions();
    const start = performance.now();
    const result = await (call === 'recall' ? peer.recall(number) : peer.remember(number, 0));
    return {
      milliseconds: performance.now() - start,
      sessions: this.#system.sessions() - sessions,
      found: typeof result === 'number' ? result : 0,
    };
  }

  async #race({
    number,
    writers,
    seconds,
  }: Request & { command: 'race' }): Promise<Answers['race']> {
    const peer = this.#opened;
    const failures: Record<string, number> = {};
    let [calls, next] = [0, number];
    const start = performance.now();
    const elapsed = (): number => (performance.now() - start) / 1000;
    const write = async (writer: number): Promise<void> => {
      while (elapsed() < seconds) {
        try {
          await peer.remember(next++, writer);
          calls += 1;
        } catch (error) {
          const kind = error instanceof Error ? error.name : typeof error;
          failures[kind] = (failures[kind] ?? 0) + 1;
        }
      }
    };
    await Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)));
    return { calls, seconds: elapsed(), failures };
  }
}
