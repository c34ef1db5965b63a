import { setTimeout as sleep } from 'node:timers/promises';

import { MemosGraphError } from 'memos-graph';

import type { FaultyMemory } from './faulty-memory.ts';

const causes = ['cause-0', 'cause-1', 'cause-2', 'cause-3'];

/** Writers that remember one thing after another, each about someone all share and someone of its own, and keep book. */
export class Writers {
  readonly #faulty: FaultyMemory;
  readonly acknowledged = new Set<string>();
  /** Memories that were written in one batch. */
  readonly pairs: [string, string][] = [];
  /** How many calls failed, by the code of the error. */
  readonly failures: Record<string, number> = {};
  /** Errors that are none of ours. */
  readonly strangers: unknown[] = [];
  /** Errors that say that trying again is of no use, though it is. */
  readonly final: unknown[] = [];
  longestMs = 0;
  retries = 0;
  #isStopping = false;
  #running: Promise<unknown> = Promise.resolve();

  constructor(faulty: FaultyMemory) {
    this.#faulty = faulty;
  }

  async start(count: number): Promise<void> {
    for (const id of causes) await this.#faulty.memory.remember(`The ${id}`, { id });
    const writers = Array.from({ length: count }, (_, writer) => this.#write(writer));
    this.#running = Promise.all(writers);
  }

  /** Resolves when so many more memories than now were acknowledged. */
  async acknowledge(more: number): Promise<void> {
    const wanted = this.acknowledged.size + more;
    while (this.acknowledged.size < wanted) await sleep(5);
  }

  /** Resolves when every writer has finished what it was at. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.#running;
  }

  /** Every fourth writer writes two at a time, in a batch. */
  async #write(writer: number): Promise<void> {
    for (let index = 0; !this.#isStopping; index += 1) {
      const id = `${writer}-${index}`;
      await this.#booked(() =>
        writer % 4 === 3 ? this.#rememberTwo(`${id}-a`, `${id}-b`) : this.#rememberOne(id),
      );
    }
  }

  async #booked(call: () => Promise<void>): Promise<void> {
    try {
      await call();
    } catch (error) {
      if (!MemosGraphError.isInstance(error)) this.strangers.push(error);
      else if (!error.retryable) this.final.push(error);
      const name = nameOf(error);
      this.failures[name] = (this.failures[name] ?? 0) + 1;
      await sleep(20); // a database that is away is not asked without a pause
    }
  }

  async #rememberOne(id: string): Promise<void> {
    const { receipt } = await this.#remember(id);
    this.acknowledged.add(id);
    this.retries += receipt.retries;
  }

  async #rememberTwo(one: string, two: string): Promise<void> {
    this.pairs.push([one, two]);
    await this.#faulty.memory.sessionContext({ batchTransaction: true }, async () => {
      await this.#remember(one);
      await this.#remember(two);
    });
    for (const id of [one, two]) this.acknowledged.add(id);
  }

  async #remember(id: string) {
    const from = causes[id.length % causes.length] ?? 'cause-0';
    const start = performance.now();
    try {
      return await this.#faulty.memory.remember(`What ${id} saw`, {
        id,
        entities: [`Everyone ${id.length % 4}`, `Only ${id}`],
        links: [{ type: 'LEADS_TO', from }],
      });
    } finally {
      this.longestMs = Math.max(this.longestMs, performance.now() - start);
    }
  }
}

function nameOf(error: unknown): string {
  if (!MemosGraphError.isInstance(error)) return 'none of ours';
  return 'databaseCode' in error ? `${error.code} ${String(error.databaseCode)}` : error.code;
}
