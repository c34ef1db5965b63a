import type {
  CallLimits,
  Capability,
  Costed,
  CypherAnswer,
  CypherQuery,
  Engine,
  EngineHealth,
  EngineSession,
  SchemaStatus,
  WriteLimits,
} from '../../engine/engine.ts';
import { type EngineMetrics, MetricsRecorder } from '../../engine/metrics.ts';
import type { Reads } from '../../engine/reads.ts';
import type { Removal, RemovalReport } from '../../engine/removal.ts';
import { CapabilityMissingError, ReadOnlyError } from '../../errors/database-errors.ts';
import { ClosedError } from '../../errors/session-errors.ts';
import type { ChangeSet, Outcome } from '../../model/change-set.ts';
import { BatchSession } from './batch-session.ts';
import { inspectFile, withReadOnly } from './database-file.ts';
import { readHealth } from './health.ts';
import { absolutePath, openStorage, type Storage } from './open-storage.ts';
import { emptySchemaStatus, readSchemaStatus } from './schema-status.ts';
import { sqliteFailure } from './sqlite-failure.ts';
import { PlainSession } from './sqlite-session.ts';
import { readFrom, removeFrom, writeTo } from './storage-calls.ts';
import { unlessAborted } from './unless-aborted.ts';
import { waitWhileBusy } from './wait-while-busy.ts';

export interface SqliteEngineOptions {
  /** The path of the file, or `:memory:`. */
  readonly file: string;
  /** Whether a missing or older schema is applied when the engine opens. */
  readonly migrate: boolean;
  /**
   * Whether every connection is opened so that nothing can change.
   * @default false
   */
  readonly readOnly?: boolean;
  /**
   * How long a call waits for another process, or for an open batch of this one, in milliseconds.
   * @default 10_000
   */
  readonly busyTimeoutMs?: number;
}

const batchHolder = 'An open batch context of this process';

/** Memory in one SQLite file, shared safely by several processes. */
export class SqliteEngine implements Engine {
  readonly name = 'sqlite';
  readonly capabilities: ReadonlySet<Capability> = new Set();
  readonly #file: string;
  readonly #migrate: boolean;
  readonly #readOnly: boolean;
  readonly #busyTimeoutMs: number;
  readonly #calls = new Set<Promise<unknown>>();
  readonly #batches = new Set<BatchSession>();
  readonly #metrics = new MetricsRecorder('sqlite');
  #opening: Promise<Storage> | undefined;
  #storage: Storage | undefined;
  #closing: Promise<void> | undefined;

  constructor({ file, migrate, readOnly = false, busyTimeoutMs = 10_000 }: SqliteEngineOptions) {
    this.#file = absolutePath(file);
    this.#migrate = migrate;
    this.#readOnly = readOnly;
    this.#busyTimeoutMs = busyTimeoutMs;
  }

  ready(limits: CallLimits): Promise<void> {
    return this.#call(limits, ({ writer }) => unlessAborted(writer.room(), limits.signal));
  }

  async write(
    changeSets: readonly ChangeSet[],
    limits: WriteLimits,
  ): Promise<Costed<readonly Outcome[]>> {
    this.#refuseWriting();
    return this.#counted(limits, (storage) => writeTo(storage, changeSets, limits));
  }

  async remove(removal: Removal, limits: CallLimits): Promise<Costed<RemovalReport>> {
    if (!removal.dryRun) this.#refuseWriting();
    return this.#counted(limits, (storage) => removeFrom(storage, removal, limits));
  }

  read<Shape extends keyof Reads>(
    shape: Shape,
    input: Reads[Shape]['input'],
    limits: CallLimits,
  ): Promise<Costed<Reads[Shape]['output']>> {
    return this.#counted(limits, (storage) => readFrom(storage, { shape, input }, limits));
  }

  openSession({ batch }: { readonly batch: boolean }): EngineSession {
    if (!batch) return new PlainSession(this);
    const session = new BatchSession({
      lend: async (limits) => {
        this.#refuseWriting();
        return this.#call(limits, ({ writer }) => writer.lend(batchHolder, limits.signal));
      },
      explain: (error) => sqliteFailure(error, this.#file),
      spent: (receipt) => this.#metrics.spend(receipt),
      ended: (ended, removed) => this.#batchEnded(ended, removed),
    });
    this.#batches.add(session);
    return session;
  }

  async query(_query: CypherQuery, _limits: CallLimits): Promise<Costed<CypherAnswer>> {
    throw new CapabilityMissingError('queryGraph', 'Cypher', this.name);
  }

  metrics(): EngineMetrics {
    return this.#metrics.snapshot(this.#storage?.writer.waiting ?? 0);
  }

  health(limits: CallLimits): Promise<EngineHealth> {
    return this.#call(limits, ({ reader }) => readHealth(reader));
  }

  async applySchema(limits: CallLimits): Promise<SchemaStatus> {
    this.#refuseWriting();
    const wasOpen = await this.#isOpen();
    const opened = (): Promise<Storage> => this.#open(true);
    return this.#call({ ...limits, opened }, async ({ reader, applied }) => ({
      ...readSchemaStatus(reader),
      applied: wasOpen ? [] : applied,
    }));
  }

  async schemaStatus(limits: CallLimits): Promise<SchemaStatus> {
    if (await this.#isOpen())
      return this.#call(limits, async ({ reader }) => readSchemaStatus(reader));
    this.#refuseClosed();
    try {
      const patience = { busyTimeoutMs: this.#busyTimeoutMs, signal: limits.signal };
      const { value } = await waitWhileBusy(() => this.#lookAtSchema(), patience);
      return value;
    } catch (error) {
      throw sqliteFailure(error, this.#file);
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** A call outside of a batch, with what it cost. */
  async #counted<Value>(
    limits: CallLimits,
    work: (storage: Storage) => Promise<Costed<Value>>,
  ): Promise<Costed<Value>> {
    const answer = await this.#call(limits, work);
    this.#metrics.spend(answer.receipt);
    return answer;
  }

  async #call<Value>(
    {
      signal,
      opened = () => this.#open(this.#migrate),
    }: CallLimits & { readonly opened?: () => Promise<Storage> },
    work: (storage: Storage) => Promise<Value>,
  ): Promise<Value> {
    this.#refuseClosed();
    const call = unlessAborted(opened(), signal).then(work);
    this.#calls.add(call);
    try {
      return await call;
    } catch (error) {
      throw sqliteFailure(error, this.#file);
    } finally {
      this.#calls.delete(call);
    }
  }

  #open(migrate: boolean): Promise<Storage> {
    this.#opening ??= this.#openOnce(migrate);
    return this.#opening;
  }

  /** A failed attempt is forgotten, so that the next call tries again. */
  async #openOnce(migrate: boolean): Promise<Storage> {
    try {
      this.#storage = await openStorage({
        file: this.#file,
        migrate,
        readOnly: this.#readOnly,
        busyTimeoutMs: this.#busyTimeoutMs,
        metrics: this.#metrics,
      });
      return this.#storage;
    } catch (error) {
      this.#opening = undefined;
      throw error;
    }
  }

  async #isOpen(): Promise<boolean> {
    const storage = await this.#opening?.catch(() => undefined);
    return storage !== undefined;
  }

  /** Looks without making or changing anything. */
  #lookAtSchema(): SchemaStatus {
    return inspectFile(this.#file) === 'empty'
      ? emptySchemaStatus
      : withReadOnly(this.#file, readSchemaStatus);
  }

  async #batchEnded(session: BatchSession, removed: CallLimits | undefined): Promise<void> {
    this.#batches.delete(session);
    const storage = await this.#opening?.catch(() => undefined);
    if (removed === undefined) storage?.log?.emptyIfOwed();
    else await storage?.log?.empty(removed.signal);
  }

  #refuseWriting(): void {
    if (this.#readOnly) throw new ReadOnlyError();
  }

  #refuseClosed(): void {
    if (this.#closing !== undefined) throw new ClosedError();
  }

  async #close(): Promise<void> {
    // An open batch would keep every waiting write from ending.
    await Promise.allSettled([...this.#batches].map((session) => session.close(new ClosedError())));
    await Promise.allSettled(this.#calls);
    const storage = await this.#opening?.catch(() => undefined);
    await storage?.writer.idle();
    await storage?.close();
  }
}
