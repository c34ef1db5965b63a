import { type ConnectionMetrics, MetricsRecorder } from '../../../engine/metrics.ts';
import { ClosedError } from '../../../errors/session-errors.ts';
import { connectionMetrics } from './connection-metrics.ts';
import { addressOf, type DriverOptions, openDriver, type OpenDriver } from './open-driver.ts';

/** Closing waits this long for running calls, and then for the driver, in milliseconds. */
const drainTimeoutMs = 10_000;
const driverCloseTimeoutMs = 5000;
/** Longer than a session context's rollback may take, in milliseconds. */
const sessionsCloseTimeoutMs = 6000;

/** What holds a transaction open until it is closed. */
export interface Closable {
  close(): Promise<void>;
}

/** The driver of an engine: made when it is first needed, closed after the calls that use it. */
export class Connection {
  readonly address: string;
  readonly metrics = new MetricsRecorder('neo4j');
  readonly #options: DriverOptions;
  readonly #running = new Set<Promise<unknown>>();
  readonly #sessions = new Set<Closable>();
  #opening: Promise<OpenDriver> | undefined;
  #closing: Promise<void> | undefined;
  #isDrained = false;
  #open: OpenDriver | undefined;

  constructor(options: DriverOptions) {
    this.#options = options;
    this.address = addressOf(options.url);
  }

  /** The driver; still there for calls that were running when the closing began. */
  async open(): Promise<OpenDriver> {
    if (this.#isDrained) throw new ClosedError();
    this.#opening ??= openDriver(this.#options, this.metrics).catch((error: unknown) => {
      this.#opening = undefined;
      throw error;
    });
    this.#open = await this.#opening;
    return this.#open;
  }

  get connections(): ConnectionMetrics | undefined {
    return this.#open === undefined ? undefined : connectionMetrics(this.#open);
  }

  /** Carries out a call that close() waits for. */
  async use<Result>(call: () => Promise<Result>): Promise<Result> {
    if (this.#closing !== undefined) throw new ClosedError();
    const running = call();
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
    }
  }

  /** Keeps something that close() closes, unless it was closed before. */
  keep(session: Closable): void {
    this.#sessions.add(session);
  }

  release(session: Closable): void {
    this.#sessions.delete(session);
  }

  /** Refuses new calls, waits for running ones, and closes the driver if it was made here. */
  async close(): Promise<void> {
    this.#closing ??= this.#close();
    await this.#closing;
  }

  async #close(): Promise<void> {
    await within(drainTimeoutMs, Promise.allSettled(this.#running));
    this.#isDrained = true;
    // A user's own driver stays open, and with it the transactions that nobody ended.
    const sessions = [...this.#sessions].map((session) => session.close());
    await within(sessionsCloseTimeoutMs, Promise.allSettled(sessions));
    this.#sessions.clear();
    const open = await this.#opening?.catch(() => undefined);
    if (open?.isOurs === true) await within(driverCloseTimeoutMs, open.driver.close());
  }
}

/** Waits for the end of something, but not for ever, and not for its failure. */
async function within(limitMs: number, ending: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, limitMs);
  });
  await Promise.race([ending.catch(() => {}), late]);
  clearTimeout(timer);
}
