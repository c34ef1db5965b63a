import type { ChangeSet, Outcome } from '../model/change-set.ts';
import type { Receipt } from '../model/receipt.ts';
import type { EngineMetrics } from './metrics.ts';
import type { Reads } from './reads.ts';
import type { Removal, RemovalReport } from './removal.ts';

/** What an engine may have beyond the port; what it lacks is a `CapabilityMissingError`. */
export type Capability = 'cypher';

/** A value, and what it cost. */
export interface Costed<Value> {
  readonly value: Value;
  readonly receipt: Receipt;
}

export interface CallLimits {
  /** Ends every wait of the call. */
  readonly signal?: AbortSignal;
}

export interface WriteLimits extends CallLimits {
  /** True: all change sets or none. False: each stands alone. */
  readonly atomic: boolean;
}

/** Whatever can carry out work: an engine, in a transaction for each call, or one of its sessions. */
export interface Runner {
  /**
   * Applies change sets in order and answers one outcome for each. When `atomic` and one is refused, nothing is applied; the
   * refused outcomes then tell why (the others of that call mean nothing).
   */
  write(changeSets: readonly ChangeSet[], limits: WriteLimits): Promise<Costed<readonly Outcome[]>>;
  /** Removes nodes and every link at them, or only reports what would be removed. */
  remove(removal: Removal, limits: CallLimits): Promise<Costed<RemovalReport>>;
  /** Answers one of the read shapes. */
  read<Shape extends keyof Reads>(
    shape: Shape,
    input: Reads[Shape]['input'],
    limits: CallLimits,
  ): Promise<Costed<Reads[Shape]['output']>>;
}

/** A database session of a session context. Calls may be made at once: they are carried out in the order they were made. */
export interface EngineSession extends Runner {
  /** Ends the transaction of a batch and keeps it; without a batch there is nothing to commit. */
  commit(limits: CallLimits): Promise<Receipt>;
  /** Ends the transaction of a batch and keeps nothing of it. */
  rollback(): Promise<Receipt>;
  /** Gives the connection back; an open transaction is rolled back. May be called twice. */
  close(): Promise<void>;
}

/** A place where memory is stored. Closing it twice is allowed. */
export interface Engine extends Runner, AsyncDisposable {
  readonly name: 'sqlite' | 'neo4j';
  readonly capabilities: ReadonlySet<Capability>;
  /**
   * Connects, checks the schema (applying it first when the engine was made with `migrate`) and warms what is warmed; every other
   * call waits for it, so calling it is only needed to fail early. A failed attempt is tried again by the next call. Then it waits
   * until one more write may wait in line.
   */
  ready(limits: CallLimits): Promise<void>;
  /** Opens a session; with `batch` all its work is one transaction. Nothing is sent before the first call. */
  openSession(options: { readonly batch: boolean }): EngineSession;
  /** Runs read-only Cypher; rejects with a `CapabilityMissingError` where there is no Cypher. */
  query(query: CypherQuery, limits: CallLimits): Promise<Costed<CypherAnswer>>;
  /** What it has done and spent so far. */
  metrics(): EngineMetrics;
  health(limits: CallLimits): Promise<EngineHealth>;
  /** Brings the schema to the version of this release; may be called by several processes at once. */
  applySchema(limits: CallLimits): Promise<SchemaStatus>;
  schemaStatus(limits: CallLimits): Promise<SchemaStatus>;
  /** Refuses new calls, lets running ones finish, then gives everything back. */
  close(): Promise<void>;
}

export interface CypherQuery {
  readonly cypher: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly timeoutMs: number;
  readonly maxRows: number;
  readonly maxBytes: number;
}

export interface CypherAnswer {
  readonly columns: readonly string[];
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  /** Which cap cut the rows, if one did. */
  readonly truncated?: 'rows' | 'bytes';
}

export interface SchemaStatus {
  /** The version that is applied; 0 when none is. */
  readonly version: number;
  /** The version this release needs. */
  readonly wanted: number;
  /** What is missing or different, in words; empty when all is in place. */
  readonly problems: readonly string[];
  /** What `applySchema` changed, in words. */
  readonly applied: readonly string[];
}

export interface EngineHealth {
  readonly engine: 'sqlite' | 'neo4j';
  /** The version of the database itself. */
  readonly version: string;
  /** File path or server address, without secrets. */
  readonly location: string;
  readonly schema: SchemaStatus;
  /** How long the smallest read took, in milliseconds. */
  readonly latencyMs: number;
  /** What is wrong, in words, with what to do about it; empty when nothing is. */
  readonly problems: readonly string[];
  /** What could be better, in words, with what to do about it; nothing fails for it. */
  readonly advice: readonly string[];
}
