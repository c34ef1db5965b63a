import { createRequire } from 'node:module';

import type Neo4j from 'neo4j-driver';
import type { Config, Driver } from 'neo4j-driver';

import { InvalidInputError } from '../../../errors/input-errors.ts';
import type { ErrorPlace } from './translate-error.ts';
import { acquisitionTimeoutMs } from './translate-error.ts';

/** A driver of neo4j-driver, for those who bring their own. */
export type Neo4jDriver = Driver;

/** A driver with the functions of its package, and where it leads to. */
export interface OpenDriver extends ErrorPlace {
  readonly values: typeof Neo4j;
  readonly driver: Driver;
  /** False when the driver is the user's own. */
  readonly isOurs: boolean;
}

export interface DriverOptions {
  readonly url: string;
  readonly username?: string;
  readonly password?: string;
  readonly database?: string;
  readonly driver?: Neo4jDriver;
}

/** How long a new connection may take, in milliseconds. */
const connectionTimeoutMs = 5000;

/** Loads neo4j-driver, at the moment it is needed, and makes a driver; nothing is sent yet. */
export async function openDriver(options: DriverOptions): Promise<OpenDriver> {
  const { default: values } = await import('neo4j-driver');
  const place = { address: addressOf(options.url), database: options.database ?? 'neo4j' };
  if (options.driver !== undefined)
    return { ...place, values, driver: options.driver, isOurs: false };
  const { username, password } = options;
  const token =
    username === undefined && password === undefined
      ? undefined
      : values.auth.basic(username ?? 'neo4j', password ?? '');
  try {
    // The driver changes the config it is given: every driver gets its own.
    const driver = values.driver(options.url, token, freshConfig());
    return { ...place, values, driver, isOurs: true };
  } catch (error) {
    throw new InvalidInputError(
      'url',
      `Expected \`url\` to be an address such as bolt://localhost:7687, got ${JSON.stringify(place.address)}`,
      { cause: error },
    );
  }
}

function freshConfig(): Config {
  return {
    // What JavaScript's numbers cannot hold arrives whole and becomes text.
    useBigInt: true,
    telemetryDisabled: true,
    maxConnectionPoolSize: 16,
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
