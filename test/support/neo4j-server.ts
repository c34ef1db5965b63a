import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, open, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import neo4j from 'neo4j-driver';

import { installNeo4j, type Neo4jInstallation } from './neo4j-installation.ts';
import { guardProcess, type ProcessGuard } from './process-guard.ts';

/** Where a server answers, and as whom. */
export interface Neo4jAddress {
  readonly url: string;
  readonly username: string;
  readonly password: string;
}

export interface Neo4jServerOptions {
  /** @default NEO4J_TEST_VERSION, else the long-term support release */
  readonly version?: string;
  /** @default 512 */
  readonly heapMb?: number;
  /** @default 64 */
  readonly pageCacheMb?: number;
  /** How its JVM compiles: 'quickly' starts two seconds sooner, 'fully' is several times faster in the end, as in production. @default 'quickly' */
  readonly compiles?: 'quickly' | 'fully';
}

const startTimeoutMs = 120_000; // the machine may be busy: alone it takes about seven seconds

const jvmOptions = [
  ...['java.nio', 'java.io', 'sun.nio.ch', 'java.util.concurrent'].map(
    (name) => `--add-opens=java.base/${name}=ALL-UNNAMED`,
  ),
  '--enable-native-access=ALL-UNNAMED',
  '--add-modules=jdk.incubator.vector',
  '-Dfile.encoding=UTF-8',
  '-XX:+UseSerialGC',
  '-Xms256m',
];

const compilerOptions = {
  quickly: ['-XX:TieredStopAtLevel=1'], // the first compiler alone; tests never run long enough for the second
  fully: [],
} as const;

/**
 * A Neo4j Community server of its own: loopback, free port, empty data, gone after `close`
 * or when the process that opened it ends, however it ends.
 */
export class Neo4jServer implements Neo4jAddress, AsyncDisposable {
  readonly url: string;
  readonly username = 'neo4j';
  readonly password = randomBytes(12).toString('hex');
  readonly version: string;
  readonly #installation: Neo4jInstallation;
  readonly #home: string;
  readonly #javaOptions: readonly string[];
  readonly #guard: ProcessGuard;
  #process: ChildProcess | undefined;

  private constructor(
    version: string,
    installation: Neo4jInstallation,
    place: {
      readonly home: string;
      readonly port: number;
      readonly javaOptions: readonly string[];
    },
  ) {
    this.version = version;
    this.url = `bolt://127.0.0.1:${place.port}`;
    this.#installation = installation;
    this.#home = place.home;
    this.#javaOptions = place.javaOptions;
    this.#guard = guardProcess(place.home);
  }

  /** Resolves when the server answers. Throws `Neo4jMissingError` when this machine cannot run one. */
  static async open(options: Neo4jServerOptions = {}): Promise<Neo4jServer> {
    const {
      version = process.env['NEO4J_TEST_VERSION'] ?? '5.26.31',
      heapMb = 512,
      pageCacheMb = 64,
      compiles = 'quickly',
    } = options;
    const installation = await installNeo4j(version);
    const home = await mkdtemp(join(tmpdir(), 'memos-graph-neo4j-'));
    const port = await freePort();
    await writeSettings(home, { port, pageCacheMb });
    const javaOptions = [...jvmOptions, ...compilerOptions[compiles], `-Xmx${heapMb}m`];
    const server = new Neo4jServer(version, installation, { home, port, javaOptions });
    try {
      await server.#launch();
      await server.#answers('neo4j');
      await server.#replacePassword();
      return server;
    } catch (error) {
      await server.close();
      throw error;
    }
  }

  /** Starts the server again after `kill`, on the same data, port and password. */
  async start(): Promise<void> {
    if (this.#process !== undefined) return;
    await this.#launch();
    await this.#answers(this.password);
  }

  /** Ends the server as a power cut would; what it had acknowledged is on disk. */
  async kill(): Promise<void> {
    const ended = this.#process;
    this.#process = undefined;
    if (ended !== undefined && ended.exitCode === null && ended.signalCode === null) {
      const exit = once(ended, 'exit');
      ended.kill('SIGKILL');
      await exit;
    }
    this.#guard.watch(undefined);
  }

  async close(): Promise<void> {
    await this.kill();
    await this.#guard.release();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #launch(): Promise<void> {
    await using log = await open(join(this.#home, 'console.log'), 'a');
    const { java, program } = this.#installation;
    const directories = [`--home-dir=${this.#home}`, `--config-dir=${join(this.#home, 'conf')}`];
    this.#process = spawn(
      java,
      [...this.#javaOptions, ...program, ...directories, '--console-mode'],
      { stdio: ['ignore', log.fd, log.fd] },
    );
    await once(this.#process, 'spawn');
    this.#guard.watch(this.#process.pid);
  }

  async #answers(password: string): Promise<void> {
    const deadline = Date.now() + startTimeoutMs;
    await using driver = neo4j.driver(this.url, neo4j.auth.basic(this.username, password));
    for (;;) {
      try {
        await driver.verifyConnectivity();
        return;
      } catch (error) {
        if (this.#process?.exitCode !== null || Date.now() > deadline) {
          const log = await readFile(join(this.#home, 'console.log'), 'utf8');
          throw new Error(`Neo4j ${this.version} did not start:\n${log}`, { cause: error });
        }
        await sleep(100);
      }
    }
  }

  /** A new server begins with a known password and serves nothing until it is replaced. */
  async #replacePassword(): Promise<void> {
    await using driver = neo4j.driver(this.url, neo4j.auth.basic(this.username, 'neo4j'));
    await driver.executeQuery(
      'ALTER CURRENT USER SET PASSWORD FROM $old TO $new',
      { old: 'neo4j', new: this.password },
      { database: 'system' },
    );
  }
}

async function writeSettings(
  home: string,
  { port, pageCacheMb }: { readonly port: number; readonly pageCacheMb: number },
): Promise<void> {
  const settings = {
    'server.directories.data': join(home, 'data'),
    'server.directories.logs': join(home, 'logs'),
    'server.directories.run': join(home, 'run'),
    'server.directories.import': join(home, 'import'),
    'server.directories.plugins': join(home, 'plugins'),
    'server.default_listen_address': '127.0.0.1',
    'server.bolt.listen_address': `127.0.0.1:${port}`,
    'server.bolt.advertised_address': `127.0.0.1:${port}`,
    'server.http.enabled': false,
    'server.https.enabled': false,
    'server.memory.pagecache.size': `${pageCacheMb}m`,
    'db.tx_log.preallocate': false,
    'dbms.usage_report.enabled': false,
    // Suites fill an empty store, and planning anew as it grows costs more than the plans gain.
    'dbms.cypher.min_replan_interval': '1d',
    'dbms.cypher.statistics_divergence_threshold': '1.0',
  };
  await mkdir(join(home, 'conf'));
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`);
  await writeFile(join(home, 'conf', 'neo4j.conf'), lines.join(''));
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('No free port');
  return address.port;
}
