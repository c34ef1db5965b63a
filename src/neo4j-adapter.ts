import { Neo4jEngine, type Neo4jEngineOptions } from './engines/neo4j/neo4j-engine.ts';
import { Adapter } from './operations/adapter.ts';
import {
  runInContext,
  SessionContext,
  type SessionContextOptions,
  SessionScope,
} from './operations/session-context.ts';

export interface Neo4jAdapterOptions extends Partial<Neo4jEngineOptions> {
  /** The space all calls work in. Default: `default`. */
  readonly space?: string;
}

/** The 14 operations over Neo4j; nothing is connected before the first call. */
export class Neo4jAdapter extends Adapter {
  /** Takes `url` (with `username` and `password`), or a `driver` of yours, which is then not closed by us. */
  constructor({
    space = 'default',
    url = 'bolt://localhost:7687',
    migrate = false,
    warm = true,
    ...engine
  }: Neo4jAdapterOptions) {
    super(new SessionScope(new Neo4jEngine({ ...engine, url, migrate, warm })), space);
  }

  override sessionContext(options?: SessionContextOptions): Neo4jSessionContext;
  override sessionContext<Result>(
    options: SessionContextOptions,
    work: (session: Neo4jSessionContext) => Promise<Result>,
  ): Promise<Result>;
  override sessionContext<Result>(
    options: SessionContextOptions = {},
    work?: (session: Neo4jSessionContext) => Promise<Result>,
  ): Neo4jSessionContext | Promise<Result> {
    const context = this.openContext(options);
    return work === undefined ? context : runInContext(context, work);
  }

  override openContext(options: SessionContextOptions): Neo4jSessionContext {
    return new Neo4jSessionContext(this, options);
  }
}

/** A session context of a `Neo4jAdapter`: one driver session, and with `batchTransaction` one transaction. */
export class Neo4jSessionContext extends SessionContext {
  constructor(adapter: Neo4jAdapter, options: SessionContextOptions = {}) {
    super(adapter.scope, options);
  }
}
