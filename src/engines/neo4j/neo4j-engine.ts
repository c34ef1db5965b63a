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
import type { EngineMetrics } from '../../engine/metrics.ts';
import type { Reads } from '../../engine/reads.ts';
import type { Removal, RemovalReport } from '../../engine/removal.ts';
import { ReadOnlyError } from '../../errors/database-errors.ts';
import type { ChangeSet, Outcome } from '../../model/change-set.ts';
import { GroupCommit, type GroupCommitOptions } from './group-commit.ts';
import { checkHealth } from './health.ts';
import { Neo4jSession } from './neo4j-session.ts';
import { QueryRunner } from './query.ts';
import { readShape } from './reads.ts';
import { removeNodes } from './removal.ts';
import { applySchema, checkSchema, schemaStatus } from './schema.ts';
import { BatchRunner } from './session/batch-runner.ts';
import { ChainedRunner } from './session/chained-runner.ts';
import { Connection } from './session/connection.ts';
import { isRetryableWhileConnected } from './session/driver-error.ts';
import type { DriverOptions, Neo4jDriver, OpenDriver } from './session/open-driver.ts';
import { OutsideRunner } from './session/outside-runner.ts';
import { refuseWhenAborted, untilAborted } from './session/wait-for.ts';
import { warmStatements } from './warm.ts';
import { applyChangeSets } from './write.ts';

export interface Neo4jEngineOptions extends Pick<
  DriverOptions,
  'poolSize' | 'poolTimeoutMs' | 'retryTimeoutMs'
> {
  /** An address such as `bolt://localhost:7687` or `neo4j+s://…`. */
  readonly url: string;
  readonly username?: string;
  readonly password?: string;
  /** @default 'neo4j' */
  readonly database?: string;
  /** A driver of the caller's own; it is not closed here. */
  readonly driver?: Neo4jDriver;
  /** Whether every transaction is one of READ access, in which the server refuses to write. Default: false. */
  readonly readOnly?: boolean;
  /** Applies the schema at opening when it is missing or older. */
  readonly migrate: boolean;
  /** Runs the statements of remember and recall once at opening, so that the first real call does not wait for their planning. */
  readonly warm: boolean;
  /** The bounds of writes that share a statement. */
  readonly groupCommit?: GroupCommitOptions;
}

/** Memory in a Neo4j database. Connects at `ready()` or at the first call. */
export class Neo4jEngine implements Engine {
  readonly name = 'neo4j';
  readonly capabilities: ReadonlySet<Capability> = new Set<Capability>(['cypher']);
  readonly #options: Neo4jEngineOptions;
  readonly #connection: Connection;
  /** For opening, and for what must work without the schema. */
  readonly #bare: OutsideRunner;
  readonly #runner: OutsideRunner;
  readonly #groups: GroupCommit;
  readonly #queries = new QueryRunner();
  #readiness: Promise<void> | undefined;

  constructor(options: Neo4jEngineOptions) {
    this.#options = options;
    this.#connection = new Connection(options);
    this.#bare = new OutsideRunner(() => this.#connection.open(), {
      mayRetry: isRetryableWhileConnected,
    });
    this.#runner = new OutsideRunner((limits) => this.#connect(limits));
    this.#groups = new GroupCommit(this.#runner, {
      groupCommit: options.groupCommit,
      retryTimeoutMs: options.retryTimeoutMs,
      onGroup: (facts) => this.#connection.metrics.grouped(facts),
    });
  }

  async ready(limits: CallLimits): Promise<void> {
    await this.#connection.use(async () => {
      await this.#connect(limits);
      await untilAborted(this.#groups.room(), limits.signal);
    });
  }

  async write(
    changeSets: readonly ChangeSet[],
    limits: WriteLimits,
  ): Promise<Costed<readonly Outcome[]>> {
    this.#refuseWriting();
    return this.#connection.use(() =>
      applyChangeSets({ queue: this.#groups, runner: this.#runner }, changeSets, limits),
    );
  }

  async remove(removal: Removal, limits: CallLimits): Promise<Costed<RemovalReport>> {
    if (!removal.dryRun) this.#refuseWriting();
    return this.#connection.use(() => removeNodes(this.#runner, removal, limits));
  }

  read<Shape extends keyof Reads>(
    shape: Shape,
    input: Reads[Shape]['input'],
    limits: CallLimits,
  ): Promise<Costed<Reads[Shape]['output']>> {
    return this.#connection.use(async () => {
      const leave = shape === 'search' ? await this.#enterSearch(limits) : undefined;
      try {
        return await readShape(this.#runner, { shape, input }, limits);
      } finally {
        leave?.();
      }
    });
  }

  async #enterSearch(limits: CallLimits): Promise<() => void> {
    const { searchGate } = await this.#connect(limits);
    return searchGate.acquire(limits);
  }

  openSession({ batch }: { readonly batch: boolean }): EngineSession {
    const connect = (limits: CallLimits): Promise<OpenDriver> => this.#connect(limits);
    const runner = batch ? new BatchRunner(connect) : new ChainedRunner(connect);
    return new Neo4jSession(this.#connection, runner);
  }

  query(query: CypherQuery, limits: CallLimits): Promise<Costed<CypherAnswer>> {
    return this.#connection.use(async () =>
      this.#queries.run(await this.#connect(limits), query, limits),
    );
  }

  metrics(): EngineMetrics {
    return this.#connection.metrics.snapshot(this.#groups.waiting, this.#connection.connections);
  }

  health(limits: CallLimits): Promise<EngineHealth> {
    const location = `${this.#connection.address}/${this.#options.database ?? 'neo4j'}`;
    return this.#connection.use(() => checkHealth(this.#bare, location, limits));
  }

  async applySchema(limits: CallLimits): Promise<SchemaStatus> {
    this.#refuseWriting();
    return this.#connection.use(() => applySchema(this.#bare, limits));
  }

  schemaStatus(limits: CallLimits): Promise<SchemaStatus> {
    return this.#connection.use(() => schemaStatus(this.#bare, limits));
  }

  close(): Promise<void> {
    return this.#connection.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #refuseWriting(): void {
    if (this.#options.readOnly === true) throw new ReadOnlyError();
  }

  /** Several calls wait for one attempt; a failed one is tried again by the next call. */
  async #connect({ signal }: CallLimits): Promise<OpenDriver> {
    refuseWhenAborted(signal);
    this.#readiness ??= this.#makeReady().catch((error: unknown) => {
      this.#readiness = undefined;
      throw error;
    });
    await untilAborted(this.#readiness, signal);
    return this.#connection.open();
  }

  async #makeReady(): Promise<void> {
    await checkSchema(this.#bare, this.#options.migrate, {});
    const { warm, readOnly = false } = this.#options;
    if (warm) await warmStatements(this.#bare, { readOnly });
  }
}
