export { type OpenMemoryOptions, openMemory } from './open-memory.ts';
export { MemOS, type ListOptions, type RememberOptions, type TraceOptions } from './memos/memos.ts';
export type { Forgotten, ForgetOptions, ForgetSelector } from './memos/forget.ts';
export type { Health } from './memos/health.ts';
export type {
  ReadAs,
  Recalled,
  RecalledMemory,
  RecallOptions,
  RecallSettings,
} from './memos/recall.ts';
export type { Correlations, FindCorrelationsOptions } from './memos/find-correlations.ts';
export type { Reflection, ReflectOptions } from './memos/reflect.ts';
export type { Finding, FindingKind } from './reflection/finding.ts';
export type { ExportLine, Imported, ImportOptions } from './memos/transfer.ts';
export { Neo4jAdapter, type Neo4jAdapterOptions, Neo4jSessionContext } from './neo4j-adapter.ts';
export { SqliteAdapter, type SqliteAdapterOptions } from './sqlite-adapter.ts';
export { Adapter } from './operations/adapter.ts';
export type { BatchAnswer, BatchItem, BatchOptions } from './operations/batch.ts';
export type { CallOptions, WithReceipt } from './operations/call.ts';
export type { StoredEntity, StoredMemory, SupersededMemory } from './operations/compile-memory.ts';
export { bounds } from './operations/fields.ts';
export type { EntityView, LinkView, MemoryView, NodeView } from './operations/memory-view.ts';
export type { StoredPattern } from './operations/record-pattern.ts';
export { SessionContext, type SessionContextOptions } from './operations/session-context.ts';
export type { CreatedEntity } from './operations/create-entity.ts';
export type { CreatedLink } from './operations/link-nodes.ts';
export type { ClosedCommitment } from './operations/complete-commitment.ts';
export type { StartedSession } from './operations/start-session.ts';
export type { EndedSession } from './operations/end-session.ts';
export type { MemoryPage } from './operations/list-memories.ts';
export type { FoundNodes } from './operations/get-nodes.ts';
export type { EntityContextAnswer, RelatedEntity } from './operations/get-entity-context.ts';
export type { RelatedNode, RelatedNodes } from './operations/find-related.ts';
export type { QueryAnswer } from './operations/query-graph.ts';
export type { Trace, TraceStep } from './operations/trace.ts';
export type { Why } from './recall/why.ts';
export { estimateTokens } from './recall/pack.ts';
export type { Receipt } from './model/receipt.ts';
export { entityId } from './model/identity.ts';
export { patternStrength } from './model/strength.ts';
export type { MemoryKind, MemoryStatus, NodeKind, Priority } from './model/kind.ts';
export { type ErrorCode, MemosGraphError } from './errors/memos-graph-error.ts';
export {
  AliasConflictError,
  IdConflictError,
  InvalidInputError,
  NodeNotFoundError,
} from './errors/input-errors.ts';
export {
  AbortedError,
  BackpressureError,
  ClosedError,
  ContextChangedError,
  ContextClosedError,
  ContextFailedError,
  ContextLostError,
  type ContextState,
  TimeoutError,
} from './errors/session-errors.ts';
export {
  CapabilityMissingError,
  DatabaseBusyError,
  DatabaseFailedError,
  DatabaseRefusedError,
  DatabaseUnavailableError,
  FileUnusableError,
  ReadOnlyError,
  SchemaConflictError,
  SchemaMissingError,
  SchemaNewerError,
  SqliteUnavailableError,
} from './errors/database-errors.ts';
export { QueryFailedError, QueryRefusedError } from './errors/query-errors.ts';
