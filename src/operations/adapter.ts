import type * as z from 'zod';

import type { Engine, EngineHealth, SchemaStatus } from '../engine/engine.ts';
import type { EngineMetrics } from '../engine/metrics.ts';
import type { ChangeSet } from '../model/change-set.ts';
import { newId } from '../model/identity.ts';
import { nextCreatedAt } from '../model/instant.ts';
import { analysed } from './analysed.ts';
import { type BatchAnswer, type BatchOptions, runBatch } from './batch.ts';
import { type CallOptions, limitsOf, placeOf, signalOptions, type WithReceipt } from './call.ts';
import { completeCommitment } from './complete-commitment.ts';
import type { ContextMetrics } from './context-leaks.ts';
import { createCommitment } from './create-commitment.ts';
import { createEntity } from './create-entity.ts';
import type { Draft, ReadOperation, WriteOperation } from './define-operation.ts';
import { endSession } from './end-session.ts';
import { findRelated } from './find-related.ts';
import { getEntityContext } from './get-entity-context.ts';
import { linkNodes } from './link-nodes.ts';
import { getCommitments, getDecisions, getPatterns } from './list-memories.ts';
import { parseInput } from './parse-input.ts';
import { type QueryAnswer, queryBounds, queryGraph } from './query-graph.ts';
import { recordDecision } from './record-decision.ts';
import { recordPattern } from './record-pattern.ts';
import { refusal } from './refusal.ts';
import {
  runInContext,
  SessionContext,
  type SessionContextOptions,
  SessionScope,
} from './session-context.ts';
import { spaceName } from './space-name.ts';
import { startSession } from './start-session.ts';
import { storeMemory } from './store-memory.ts';

/** What an adapter has done and spent. */
export interface Metrics extends EngineMetrics {
  readonly contexts: ContextMetrics;
}

/** The 14 operations and their batches over one engine, in one space. Make a `Neo4jAdapter` or a `SqliteAdapter`. */
export class Adapter implements AsyncDisposable {
  readonly space: string;
  readonly scope: SessionScope;

  constructor(scope: SessionScope, space: string) {
    this.scope = scope;
    this.space = spaceName(space);
  }

  get engine(): Engine {
    return this.scope.engine;
  }

  createEntity(input: z.input<typeof createEntity.input>, options: CallOptions = {}) {
    return this.write(createEntity, input, options);
  }

  linkNodes(input: z.input<typeof linkNodes.input>, options: CallOptions = {}) {
    return this.write(linkNodes, input, options);
  }

  recordDecision(input: z.input<typeof recordDecision.input>, options: CallOptions = {}) {
    return this.write(recordDecision, input, options);
  }

  createCommitment(input: z.input<typeof createCommitment.input>, options: CallOptions = {}) {
    return this.write(createCommitment, input, options);
  }

  recordPattern(input: z.input<typeof recordPattern.input>, options: CallOptions = {}) {
    return this.write(recordPattern, input, options);
  }

  completeCommitment(input: z.input<typeof completeCommitment.input>, options: CallOptions = {}) {
    return this.write(completeCommitment, input, options);
  }

  startSession(input: z.input<typeof startSession.input> = {}, options: CallOptions = {}) {
    return this.write(startSession, input, options);
  }

  endSession(input: z.input<typeof endSession.input>, options: CallOptions = {}) {
    return this.write(endSession, input, options);
  }

  getCommitments(input: z.input<typeof getCommitments.input> = {}, options: CallOptions = {}) {
    return this.read(getCommitments, input, options);
  }

  getDecisions(input: z.input<typeof getDecisions.input> = {}, options: CallOptions = {}) {
    return this.read(getDecisions, input, options);
  }

  getPatterns(input: z.input<typeof getPatterns.input> = {}, options: CallOptions = {}) {
    return this.read(getPatterns, input, options);
  }

  findRelated(input: z.input<typeof findRelated.input>, options: CallOptions = {}) {
    return this.read(findRelated, input, options);
  }

  getEntityContext(input: z.input<typeof getEntityContext.input>, options: CallOptions = {}) {
    return this.read(getEntityContext, input, options);
  }

  /** Runs read-only Cypher. It sees every space of the database, and inside a batch only what is committed. */
  async queryGraph(
    input: z.input<typeof queryGraph.input>,
    options: CallOptions = {},
  ): Promise<WithReceipt<QueryAnswer>> {
    const limits = limitsOf(options);
    const query = parseInput(queryGraph.input, input);
    this.scope.contextOf(options.session)?.refuseWhenClosed(queryGraph.name);
    const { value, receipt } = await this.engine.query({ ...query, ...queryBounds }, limits);
    return { ...value, bounds: queryBounds, receipt };
  }

  createEntitiesBatch(
    items: readonly z.input<typeof createEntity.input>[],
    options: BatchOptions = {},
  ) {
    return this.batch(createEntity, items, options);
  }

  linkNodesBatch(items: readonly z.input<typeof linkNodes.input>[], options: BatchOptions = {}) {
    return this.batch(linkNodes, items, options);
  }

  recordPatternsBatch(
    items: readonly z.input<typeof recordPattern.input>[],
    options: BatchOptions = {},
  ) {
    return this.batch(recordPattern, items, options);
  }

  createCommitmentsBatch(
    items: readonly z.input<typeof createCommitment.input>[],
    options: BatchOptions = {},
  ) {
    return this.batch(createCommitment, items, options);
  }

  storeMemoryBatch(
    items: readonly z.input<typeof storeMemory.input>[],
    options: BatchOptions = {},
  ) {
    return this.batch(storeMemory, items, options);
  }

  /** Opens a session context, or runs `work` in one; see `SessionContext`. */
  sessionContext(options?: SessionContextOptions): SessionContext;
  sessionContext<Result>(
    options: SessionContextOptions,
    work: (session: SessionContext) => Promise<Result>,
  ): Promise<Result>;
  sessionContext<Result>(
    options: SessionContextOptions = {},
    work?: (session: SessionContext) => Promise<Result>,
  ): SessionContext | Promise<Result> {
    const opened = (): SessionContext => this.openContext(options);
    return work === undefined ? opened() : runInContext(opened, work);
  }

  /** The same engine and contexts, in another space. Closing it closes nothing. */
  inSpace(space: string): Adapter {
    return new BorrowedAdapter(this, space);
  }

  /** Waits until the database answers and one more write may wait in line; for whoever was refused with `BACKPRESSURE`. */
  async ready(options: Pick<CallOptions, 'signal'> = {}): Promise<void> {
    await this.engine.ready(limitsOf(options, signalOptions));
  }

  /** What this adapter and its other spaces have done and spent so far; nothing of what is stored. */
  metrics(): Metrics {
    return { contexts: this.scope.leaks.metrics, ...this.engine.metrics() };
  }

  async health(options: Pick<CallOptions, 'signal'> = {}): Promise<EngineHealth> {
    return this.engine.health(limitsOf(options, signalOptions));
  }

  async applySchema(options: Pick<CallOptions, 'signal'> = {}): Promise<SchemaStatus> {
    return this.engine.applySchema(limitsOf(options, signalOptions));
  }

  async schemaStatus(options: Pick<CallOptions, 'signal'> = {}): Promise<SchemaStatus> {
    return this.engine.schemaStatus(limitsOf(options, signalOptions));
  }

  /** Lets running calls finish and gives everything back; may be called twice. */
  async close(): Promise<void> {
    await this.engine.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Runs any operation that writes, in one change set. */
  write<Schema extends z.ZodType, Answer extends object>(
    operation: WriteOperation<Schema, Answer>,
    input: z.input<Schema>,
    options: CallOptions = {},
  ): Promise<WithReceipt<Answer>> {
    const call = {
      action: operation.name,
      access: 'write',
      isOneStep: true,
      ...placeOf(options),
    } as const;
    return this.scope.run(call, async (runner) => {
      const limits = limitsOf(options);
      const plan = operation.compile(parseInput(operation.input, input), nextCreatedAt());
      const changeSet = this.changeSet(plan.draft);
      const { value, receipt } = await runner.write([changeSet], { atomic: true, ...limits });
      const [outcome] = value;
      if (outcome === undefined || outcome.refused) throw refusal([changeSet], value, plan.wanted);
      return { ...plan.answer(outcome), receipt };
    });
  }

  /** Runs any operation that reads. */
  read<Schema extends z.ZodType, Answer extends object>(
    operation: ReadOperation<Schema, Answer>,
    input: z.input<Schema>,
    options: CallOptions = {},
  ): Promise<WithReceipt<Answer>> {
    const call = {
      action: operation.name,
      access: 'read',
      isOneStep: true,
      ...placeOf(options),
    } as const;
    return this.scope.run(call, async (runner) => {
      const limits = limitsOf(options);
      const { value, receipt } = await operation.run(parseInput(operation.input, input), {
        space: this.space,
        now: new Date().toISOString(),
        read: (shape, given) => runner.read(shape, { ...given, space: this.space }, limits),
      });
      return { ...value, receipt };
    });
  }

  /** Runs a write operation for each item: all or none, or each for itself. */
  batch<Schema extends z.ZodType, Answer extends object>(
    operation: WriteOperation<Schema, Answer>,
    items: readonly z.input<Schema>[],
    options: BatchOptions,
  ): Promise<WithReceipt<BatchAnswer<Answer>>> {
    return runBatch({ target: this, operation }, items, options);
  }

  /** Analyses the memories of a draft, names it and puts it into this space: the one way to a change set. */
  changeSet(draft: Draft): ChangeSet {
    return { ...analysed(draft), id: newId(), space: this.space };
  }

  /** Makes the context that `sessionContext` answers. */
  openContext(options: SessionContextOptions): SessionContext {
    return new SessionContext(this.scope, options);
  }
}

/** Another space of an adapter, which alone closes the engine. */
class BorrowedAdapter extends Adapter {
  readonly #owner: Adapter;

  constructor(owner: Adapter, space: string) {
    super(owner.scope, space);
    this.#owner = owner;
  }

  override openContext(options: SessionContextOptions): SessionContext {
    return this.#owner.openContext(options);
  }

  override async close(): Promise<void> {}
}
