import { createRequire } from 'node:module';

import type Neo4j from 'neo4j-driver';
import type { Config, Driver } from 'neo4j-driver';

import type { MetricsRecorder } from '../../../engine/metrics.ts';
import { InvalidInputError } from '../../../errors/input-errors.ts';
import { ConnectionGate } from './connection-gate.ts';
import { connectionsOf } from './connection-metrics.ts';
import { retryTimeoutMs } from './retry.ts';
import { acquisitionTimeoutMs, type ErrorPlace } from './translate-error.ts';

/** A driver of neo4j-driver, for those who bring their own. */
export type Neo4jDriver = Driver;

/** A driver with the functions of its package, and where it leads to. */
export interface OpenDriver extends ErrorPlace {
  readonly values: typeof Neo4j;
  readonly driver: Driver;
  /** False when the driver is the user's own. */
  readonly isOurs: boolean;
  /** Whether every transaction is one of READ access. */
  readonly readOnly: boolean;
  readonly gate: ConnectionGate;
  /** A search takes megabytes of the server's memory and all of a core of it: only some of the connections search at once. */
  readonly searchGate: ConnectionGate;
  readonly metrics: MetricsRecorder;
  /** No attempt begins later than this after the first, in milliseconds. */
  readonly retryTimeoutMs: number;
  /** When each transaction of a context began that is still open, by `performance.now()`. */
  readonly openBatches: Set<{ readonly since: number }>;
}

export interface DriverOptions {
  readonly url: string;
  readonly username?: string;
  readonly password?: string;
  readonly database?: string;
  readonly driver?: Neo4jDriver;
  readonly readOnly?: boolean;
  /** How many connections are used at once, of a driver of the user's own too. Default: 16. */
  readonly poolSize?: number;
  /** How long a call waits for one of them, in milliseconds. Default: 10,000. */
  readonly poolTimeoutMs?: number;
  /** How long a call that failed for a reason that passes is sent again, in milliseconds. Default: 15,000. */
  readonly retryTimeoutMs?: number;
}

/** The gate lets in fewer than the pool has: one is for the question whether the server is there, one for a connection that is being reset. */
const spareConnections = 2;

/** The share of the connections that may search at once. */
const searchShare = 1 / 4;

/** How long a new connection may take, in milliseconds. */
const connectionTimeoutMs = 5000;

/** Loads neo4j-driver, at the moment it is needed, and makes a driver; nothing is sent yet. */
export async function openDriver(
  options: DriverOptions,
  metrics: MetricsRecorder,
): Promise<OpenDriver> {
  const { default: values } = await import('neo4j-driver');
  const place = layerOf(options, metrics);
  if (options.driver !== undefined)
    return { ...place, values, driver: options.driver, isOurs: false };
  const { username, password } = options;
  const token =
    username === undefined && password === undefined
      ? undefined
      : values.auth.basic(username ?? 'neo4j', password ?? '');
  try {
    // The driver changes the config it is given: every driver gets its own.
    const driver = values.driver(options.url, token, freshConfig(place.gate.limit));
    return { ...place, values, driver, isOurs: true };
  } catch (error) {
    throw new InvalidInputError(
      'url',
      `Expected \`url\` to be an address such as bolt://localhost:7687, got ${JSON.stringify(place.address)}`,
      { cause: error },
    );
  }
}

/** What the session layer keeps beside the driver. */
function layerOf(
  options: DriverOptions,
  metrics: MetricsRecorder,
): Omit<OpenDriver, 'values' | 'driver' | 'isOurs'> {
  const { driver, poolSize = 16, poolTimeoutMs = acquisitionTimeoutMs } = options;
  // A wait in the driver's own pool would be taken for a server that does not answer.
  const limit = Math.max(1, Math.min(poolSize, connectionsOf(driver) - spareConnections));
  return {
    address: addressOf(options.url),
    database: options.database ?? 'neo4j',
    readOnly: options.readOnly ?? false,
    gate: new ConnectionGate(limit, poolTimeoutMs),
    searchGate: new ConnectionGate(
      Math.ceil(limit * searchShare),
      poolTimeoutMs,
      'Those who search in this process',
    ),
    metrics,
    retryTimeoutMs: options.retryTimeoutMs ?? retryTimeoutMs,
    openBatches: new Set<{ readonly since: number }>(),
  };
}

function freshConfig(poolSize: number): Config {
  return {
    // What JavaScript's numbers cannot hold arrives whole and becomes text.
    useBigInt: true,
    telemetryDisabled: true,
    maxConnectionPoolSize: poolSize + spareConnections,
    connectionAcquisitionTimeout: acquisitionTimeoutMs,
    connectionTimeout: connectionTimeoutMs,
    connectionLivenessCheckTimeout: 30_000,
    // Counted and bounded by us instead; this also makes executeWrite useless by mistake.
    maxTransactionRetryTime: 0,
    disableAutoCommitRetries: true,
    userAgent: `memos-graph/${packageVersion()}`,
  };
}

function packageVersion(): string {
  // Four folders up from the source and from what is built of it.
  const { version } = createRequire(import.meta.url)('../../../../package.json') as {
    readonly version: string; // every package has one
  };
  return version;
}

/** Host and port of an address; never what may stand before them. */
export function addressOf(url: string): string {
  try {
    const { hostname, port } = new URL(url);
    return `${hostname}:${port === '' ? 7687 : port}`;
  } catch {
    return 'this address';
  }
}
