import * as z from 'zod';

import { Neo4jEngine, type Neo4jEngineOptions } from './engines/neo4j/neo4j-engine.ts';
import { Adapter } from './operations/adapter.ts';
import { refuseBoth, refuseSecrets } from './operations/call.ts';
import { defaultLeakAfterMs } from './operations/context-leaks.ts';
import { name } from './operations/fields.ts';
import { isOptions, parseOptions } from './operations/options.ts';
import {
  runInContext,
  SessionContext,
  type SessionContextOptions,
  SessionScope,
} from './operations/session-context.ts';
import { sessionLayerOptions } from './operations/session-layer-options.ts';

export interface Neo4jAdapterOptions extends Partial<Neo4jEngineOptions> {
  /** The space all calls work in. Default: `default`. */
  readonly space?: string;
  /** A session context that is open for longer is reported, in milliseconds. Default: 60,000. */
  readonly leakAfterMs?: number;
}

const adapterOptions = z.strictObject({
  // These two may hold a secret: refuseSecrets() checks them.
  url: z.custom<string>().exactOptional(),
  password: z.custom<string>().exactOptional(),
  username: z.string().exactOptional(),
  database: z.string().min(1, 'the name of a database').exactOptional(),
  driver: z
    .custom<NonNullable<Neo4jEngineOptions['driver']>>(isOptions, 'a Driver of neo4j-driver')
    .exactOptional(),
  migrate: z.boolean().default(false),
  warm: z.boolean().default(true),
  readOnly: z.boolean().exactOptional(),
  space: name.default('default'),
  ...sessionLayerOptions,
});

/** The 14 operations over Neo4j; nothing is connected before the first call. */
export class Neo4jAdapter extends Adapter {
  /** Takes `url` (with `username` and `password`), or a `driver` of yours, which is then not closed by us. */
  constructor(options: Neo4jAdapterOptions) {
    const {
      space,
      url,
      leakAfterMs = defaultLeakAfterMs,
      ...engine
    } = parseOptions(adapterOptions, options);
    refuseSecrets(options);
    if (engine.driver !== undefined) refuseBoth(url);
    const address = engine.driver === undefined ? 'bolt://localhost:7687' : 'bolt://driver';
    super(
      new SessionScope(new Neo4jEngine({ ...engine, url: url ?? address }), { leakAfterMs }),
      space,
    );
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
    const opened = (): Neo4jSessionContext => this.openContext(options);
    return work === undefined ? opened() : runInContext(opened, work);
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
