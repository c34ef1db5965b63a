import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

import * as z from 'zod';

import type { Neo4jEngineOptions } from './engines/neo4j/neo4j-engine.ts';
import { InvalidInputError } from './errors/input-errors.ts';
import { AbortedError } from './errors/session-errors.ts';
import { MemOS } from './memos/memos.ts';
import type { Adapter } from './operations/adapter.ts';
import { refuseBoth, refuseSecrets } from './operations/call.ts';
import { name } from './operations/fields.ts';
import { abortSignal, isOptions, parseOptions } from './operations/options.ts';
import { sessionLayerOptions } from './operations/session-layer-options.ts';

export interface OpenMemoryOptions {
  /**
   * `sqlite:PATH`, `sqlite::memory:`, or `neo4j://`, `neo4j+s://`, `neo4j+ssc://`, `bolt://`, `bolt+s://`, `bolt+ssc://` with host and
   * port. Default: `MEMOS_GRAPH_URL`, then `NEO4J_URI`, then an SQLite file in the user's data directory.
   */
  readonly url?: string;
  /** The space all calls work in. Default: `default`. */
  readonly space?: string;
  /** Neo4j. Default: `NEO4J_USERNAME`, then `neo4j`. */
  readonly username?: string;
  /** Neo4j. Default: `NEO4J_PASSWORD`, then the first line of the file `NEO4J_PASSWORD_FILE`. */
  readonly password?: string;
  /** Neo4j. Default: `NEO4J_DATABASE`, then `neo4j`. */
  readonly database?: string;
  /** Your own driver of neo4j-driver, instead of `url`; it is not closed by us. */
  readonly driver?: NonNullable<Neo4jEngineOptions['driver']>;
  /** Applies the schema when it is missing or older. Default: false; true for SQLite's default file and `sqlite::memory:`. */
  readonly migrate?: boolean;
  /** Opens the database so that writing is impossible; whatever writes is a `ReadOnlyError`. Default: false. */
  readonly readOnly?: boolean;
  /** Neo4j: plans the statements of remember and recall once while opening. Default: true. */
  readonly warm?: boolean;
  /** False: recall compares words alone, and the word vectors of the package (8 MB) are never loaded. Default: true. */
  readonly vectors?: boolean;
  /** A session context that is open for longer is reported, in milliseconds. Default: 60,000. */
  readonly leakAfterMs?: number;
  /** Neo4j: the bounds of writes that share a statement. Defaults: see `GroupCommitOptions`. */
  readonly groupCommit?: NonNullable<Neo4jEngineOptions['groupCommit']>;
  /** Neo4j: how many connections are used at once, of a driver of your own too. Default: 16. */
  readonly poolSize?: number;
  /** Neo4j: how long a call waits for one of them, in milliseconds. Default: 10,000. */
  readonly poolTimeoutMs?: number;
  /** Neo4j: how long a call that failed for a reason that passes is sent again, in milliseconds. Default: 15,000. */
  readonly retryTimeoutMs?: number;
  /** Ends the wait for the database. */
  readonly signal?: AbortSignal;
}

const options = z.strictObject({
  // These two may hold a secret: refuseSecrets() checks them.
  url: z.custom<string>().exactOptional(),
  password: z.custom<string>().exactOptional(),
  space: name.exactOptional(),
  username: z.string().exactOptional(),
  database: z.string().exactOptional(),
  driver: z
    .custom<NonNullable<Neo4jEngineOptions['driver']>>(isOptions, 'a Driver of neo4j-driver')
    .exactOptional(),
  migrate: z.boolean().exactOptional(),
  readOnly: z.boolean().exactOptional(),
  warm: z.boolean().exactOptional(),
  vectors: z.boolean().exactOptional(),
  ...sessionLayerOptions,
  signal: abortSignal.exactOptional(),
});

/** Opens a memory and waits until it answers; throws when the database cannot be reached or its schema is missing. */
export async function openMemory(given: OpenMemoryOptions = {}): Promise<MemOS> {
  const { signal, ...checked } = parseOptions(options, given);
  refuseSecrets(given);
  if (signal?.aborted === true) throw new AbortedError(false, { cause: signal.reason });
  const adapter = await adapterFor(checked);
  try {
    await adapter.engine.ready(signal === undefined ? {} : { signal });
  } catch (error) {
    await adapter.close();
    throw error;
  }
  return new MemOS(adapter, { vectors: given.vectors ?? true });
}

/** Makes the adapter without connecting; for `doctor` and `schema`, which work where opening fails. */
export async function adapterFor(given: Omit<OpenMemoryOptions, 'signal'>): Promise<Adapter> {
  const { url, migrate: byDefault } = locationOf(given);
  const space = given.space ?? environment('MEMOS_GRAPH_SPACE') ?? 'default';
  const { readOnly = false, warm = true, leakAfterMs } = given;
  const migrate = given.migrate ?? (byDefault && !readOnly);
  if (url.startsWith('sqlite:')) {
    const { SqliteAdapter } = await import('./sqlite-adapter.ts');
    const leaks = leakAfterMs === undefined ? {} : { leakAfterMs };
    return new SqliteAdapter({
      file: url.slice('sqlite:'.length),
      space,
      migrate,
      readOnly,
      ...leaks,
    });
  }
  const { Neo4jAdapter } = await import('./neo4j-adapter.ts');
  return new Neo4jAdapter({
    ...neo4jOptions(url, given),
    ...layerOptionsOf(given),
    space,
    migrate,
    readOnly,
    warm,
  });
}

const layerNames = [
  'groupCommit',
  'poolSize',
  'poolTimeoutMs',
  'retryTimeoutMs',
  'leakAfterMs',
] as const;

/** What was given of the options of the session layer. */
const layerOptionsOf = (
  given: OpenMemoryOptions,
): Pick<OpenMemoryOptions, (typeof layerNames)[number]> =>
  Object.fromEntries(
    layerNames.flatMap((option) => (given[option] === undefined ? [] : [[option, given[option]]])),
  );

/** An empty environment variable counts as unset. */
function environment(variable: string): string | undefined {
  const value = process.env[variable];
  return value === undefined || value === '' ? undefined : value;
}

interface Location {
  readonly url: string;
  readonly migrate: boolean;
}

/** A driver leads to a database of its own. */
function locationOf({ url, driver }: Pick<OpenMemoryOptions, 'url' | 'driver'>): Location {
  if (driver === undefined) return locate(url);
  refuseBoth(url);
  return { url: 'bolt://driver', migrate: false };
}

const neo4jUrl = /^(?:neo4j|bolt)(?:\+s|\+ssc)?:\/\//;

/** Tells which database an address means, and where none is given, the environment. */
export function locate(url: string | undefined): Location {
  const [source, found] = firstGiven(url);
  if (found === undefined)
    return { url: `sqlite:${join(dataDirectory(), 'memory.db')}`, migrate: true };
  if (found.includes('\0'))
    throw new InvalidInputError(source, `Expected \`${source}\` to have no NUL character`);
  if (found === 'sqlite:' || !(found.startsWith('sqlite:') || neo4jUrl.test(found))) {
    throw new InvalidInputError(
      'url',
      `Expected \`${source}\` to begin with sqlite:, neo4j:// or bolt://, got ${JSON.stringify(withoutSecrets(found))}`,
    );
  }
  // A database in memory is always new, so there is nothing to be careful with.
  return { url: found, migrate: found === 'sqlite::memory:' };
}

function firstGiven(url: string | undefined): [source: string, url: string | undefined] {
  if (url !== undefined) return ['url', url];
  const own = environment('MEMOS_GRAPH_URL');
  return own === undefined ? ['NEO4J_URI', environment('NEO4J_URI')] : ['MEMOS_GRAPH_URL', own];
}

/** An address that was pasted with its password must not come back in a message. */
const withoutSecrets = (url: string): string => url.replace(/\/\/.*@/s, '//…@');

function neo4jOptions(url: string, given: OpenMemoryOptions) {
  const { driver } = given;
  const database = given.database ?? environment('NEO4J_DATABASE') ?? 'neo4j';
  if (driver !== undefined) return { driver, database };
  const password = given.password ?? environment('NEO4J_PASSWORD') ?? passwordFromFile();
  return {
    url,
    username: given.username ?? environment('NEO4J_USERNAME') ?? 'neo4j',
    database,
    ...(password === undefined ? {} : { password }),
  };
}

function passwordFromFile(): string | undefined {
  const file = environment('NEO4J_PASSWORD_FILE');
  if (file === undefined) return undefined;
  try {
    return readFileSync(file, 'utf8').split(/\r?\n/, 1)[0];
  } catch (error) {
    throw new InvalidInputError(
      'NEO4J_PASSWORD_FILE',
      `Expected \`NEO4J_PASSWORD_FILE\` to name a file that can be read, got ${JSON.stringify(file)}`,
      { cause: error },
    );
  }
}

/** Where programs of this system keep a user's data. */
function dataDirectory(): string {
  return join(userDataHome(), 'memos-graph');
}

function userDataHome(): string {
  const given = environment('XDG_DATA_HOME');
  if (given !== undefined && isAbsolute(given)) return given;
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support');
  if (process.platform === 'win32')
    return environment('LOCALAPPDATA') ?? join(homedir(), 'AppData', 'Local');
  return join(homedir(), '.local', 'share');
}
