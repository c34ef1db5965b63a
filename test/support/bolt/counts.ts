import type { RequestName } from './messages.ts';

/** What has gone over the wire. */
export interface Counts {
  readonly connections: number;
  /** How many of each message the client sent; what it never sent is missing. */
  readonly messages: Readonly<Partial<Record<RequestName, number>>>;
  /** Statements that ran by themselves, and transactions that were begun. */
  readonly transactions: number;
  readonly statements: number;
  /** How often a client that had been answered everything sent something more, setting up connections apart. */
  readonly roundTrips: number;
}

/** Adds up what all connections of a proxy do. */
export class Counter {
  #counts = { connections: 0, transactions: 0, statements: 0, roundTrips: 0 };
  #messages: Partial<Record<RequestName, number>> = {};

  get counts(): Counts {
    return { ...this.#counts, messages: { ...this.#messages } };
  }

  clear(): void {
    this.#counts = { connections: 0, transactions: 0, statements: 0, roundTrips: 0 };
    this.#messages = {};
  }

  addConnection(): void {
    this.#counts.connections += 1;
  }

  addMessage(name: RequestName): void {
    this.#messages[name] = (this.#messages[name] ?? 0) + 1;
    if (name === 'RUN') this.#counts.statements += 1;
  }

  addTransaction(): void {
    this.#counts.transactions += 1;
  }

  addRoundTrip(): void {
    this.#counts.roundTrips += 1;
  }
}
