import { MemOS, Neo4jAdapter, type Receipt } from 'memos-graph';

import { tellStory } from '../contract/story.ts';
import { BoltProxy } from '../support/bolt-proxy.ts';
import { neo4jAddress } from '../support/neo4j.ts';
import { uniqueSpace } from './change-sets.ts';

/** What a call may cost. */
export type Budget = Pick<Receipt, 'sessions' | 'transactions' | 'statements' | 'roundTrips'>;

export const one: Budget = { sessions: 1, transactions: 1, statements: 1, roundTrips: 1 };

/** So long that whatever a client sends in one go has been sent when the first answer arrives, in milliseconds. */
const roundTripMs = 6;

/** A memory behind a counting proxy, connected, in a space of its own. */
export class Wire implements AsyncDisposable {
  readonly proxy: BoltProxy;
  readonly memory: MemOS;
  readonly #spaces: MemOS[] = [];

  private constructor(proxy: BoltProxy) {
    this.proxy = proxy;
    const options = { ...neo4jAddress(), url: proxy.url, space: uniqueSpace() };
    this.memory = new MemOS(new Neo4jAdapter({ ...options, migrate: true, warm: false }));
  }

  static async open(): Promise<Wire> {
    const proxy = await BoltProxy.open(neo4jAddress().url);
    const wire = new Wire(proxy);
    await wire.memory.health();
    proxy.roundTripMs = roundTripMs;
    return wire;
  }

  /** Calls every operation once, so that no later call waits for the server to plan it. */
  async plan(): Promise<void> {
    await tellStory(this.otherSpace(), {});
  }

  /** A space beside the first one, emptied with it. */
  otherSpace(): MemOS {
    const memory = this.memory.space(uniqueSpace());
    this.#spaces.push(memory);
    return memory;
  }

  /** What went over the wire during a call. */
  async costOf<Answer>(call: () => Promise<Answer>): Promise<{ answer: Answer; cost: Cost }> {
    this.proxy.clearCounts();
    const answer = await call();
    const { transactions, statements, roundTrips } = this.proxy.counts;
    return { answer, cost: { transactions, statements, roundTrips } };
  }

  /** What a call costs by its receipt, and by what went over the wire. */
  async costsOf(call: () => Promise<{ readonly receipt: Receipt }>): Promise<Costs> {
    const { answer, cost } = await this.costOf(call);
    const { sharedBy: _alone, ...receipt } = answer.receipt;
    return { receipt, wire: cost };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.proxy.roundTripMs = 0;
    for (const memory of [this.memory, ...this.#spaces]) await memory.forget({ space: true });
    await this.memory.close();
    await this.proxy.close();
  }
}

type Cost = Omit<Budget, 'sessions'>;

interface Costs {
  readonly receipt: Omit<Receipt, 'sharedBy'>;
  readonly wire: Cost;
}

/** What both have to say of a call: a session is nothing that goes over the wire. */
export function spent({ sessions, ...wire }: Budget): Costs {
  return { receipt: { sessions, ...wire, retries: 0 }, wire };
}
