import { isAbsolute } from 'node:path';

import { InvalidArgumentError } from 'commander';

import { InvalidInputError } from '../../errors/input-errors.ts';
import { profiles } from '../../mcp/profiles.ts';
import { count } from '../arguments.ts';
import { flagsAfterMcp, type GivenFlag, isWhole } from './given-flags.ts';
import { addressIn, type KnownEntry } from './known-entry.ts';
import type { EntryOptions, Environment } from './server-entry.ts';

export interface KeptOptions {
  /** What was given, and what stands in the entry where it was not. */
  readonly options: EntryOptions;
  /** What of it only stands in the entry. */
  readonly kept: readonly GivenFlag[];
}

/** Each option as the command reads it. */
const readers: ReadonlyMap<string, (value: string) => Partial<EntryOptions>> = new Map<
  string,
  (value: string) => Partial<EntryOptions>
>([
  ['--url', (url) => ({ url })],
  ['--space', (space) => ({ space })],
  ['--username', (username) => ({ username })],
  ['--database', (database) => ({ database })],
  ['--profile', profileIn],
  ['--read-only', () => ({ readOnly: true })],
  ['--allow-cypher', () => ({ allowCypher: true })],
  ['--max-tokens', (number) => ({ maxTokens: count(number) })],
  ['--import', (file) => ({ import: file })],
  ['--password-file', (passwordFile) => ({ passwordFile })],
]);

function profileIn(text: string): Partial<EntryOptions> {
  const profile = profiles.find((name) => name === text);
  return profile === undefined ? {} : { profile };
}

/** What an option means; nothing where the command would refuse it. */
function read(flag: GivenFlag): Partial<EntryOptions> {
  const [name = '', value = ''] = flag;
  try {
    return isWhole(flag) ? (readers.get(name)?.(value) ?? {}) : {};
  } catch (error) {
    if (error instanceof InvalidArgumentError) return {};
    throw error;
  }
}

/** Nobody sends the password of one server to another by leaving an option out. */
const ofAddress = new Set(['--username', '--database', '--password-file']);

/** Keeps what an entry has and nobody gives anew. */
export function withKept(given: EntryOptions, entry: KnownEntry): KeptOptions {
  const address = addressIn(entry);
  if (given.url === undefined) refuseUnclear(address);
  const isSameAddress = given.url === undefined || given.url === address;
  const keeps = (flag: GivenFlag): boolean => {
    const [name = ''] = flag;
    const [option] = Object.keys(read(flag));
    if (option === undefined || Reflect.get(given, option) !== undefined) return false;
    return isSameAddress || !ofAddress.has(name);
  };
  const kept = flagsIn(entry).filter(keeps);
  const options = withFlags(given, kept);
  // `mcp` takes a file over only where it may write the graph of the reference server, and does not start otherwise.
  return options.import === undefined ||
    (options.profile === 'server-memory' && options.readOnly !== true)
    ? { options, kept }
    : without('--import', given, kept);
}

/** An entry is kept, so its address is: what belongs to an address is never taken from elsewhere, nor is another space. */
export const besideKept = (
  { url }: EntryOptions,
  { MEMOS_GRAPH_SPACE: _space, ...environment }: Environment,
): Environment => (url === undefined ? {} : environment);

const without = (left: string, given: EntryOptions, flags: readonly GivenFlag[]): KeptOptions => {
  const kept = flags.filter(([name]) => name !== left);
  return { options: withFlags(given, kept), kept };
};

function withFlags(given: EntryOptions, flags: readonly GivenFlag[]): EntryOptions {
  let options = given;
  for (const flag of flags) options = { ...options, ...read(flag) };
  return options;
}

/** What cannot be written anew as it stands, since nobody can tell which memory it means. */
function refuseUnclear(address: string | undefined): void {
  if (address?.startsWith('sqlite:') !== true) return;
  const file = address.slice('sqlite:'.length);
  if (isAbsolute(file)) return;
  const reason =
    file === ':memory:'
      ? 'which ends with its server; name a memory that lasts'
      : 'a file in whatever folder the client starts it in; name it by its whole path';
  throw new InvalidInputError(
    'url',
    `Expected --url, since the entry that is there has ${JSON.stringify(address)}, ${reason}`,
  );
}

const variables = [
  ['--space', 'MEMOS_GRAPH_SPACE'],
  ['--username', 'NEO4J_USERNAME'],
  ['--database', 'NEO4J_DATABASE'],
  ['--password-file', 'NEO4J_PASSWORD_FILE'],
] as const;

/** The options of an entry, wherever they stand there. */
function flagsIn(entry: KnownEntry): readonly GivenFlag[] {
  const address = addressIn(entry);
  const isNeo4j = address !== undefined && !address.startsWith('sqlite:');
  const flags = flagsAfterMcp(entry.args).filter(([name]) => name !== '--url');
  const names = new Set(flags.map(([name]) => name));
  return [
    ...(address === undefined ? [] : [['--url', address]]),
    ...flags,
    ...variables.flatMap(([name, variable]) => {
      const value = entry.env[variable];
      const isMeant = !names.has(name) && (isNeo4j || !ofAddress.has(name));
      return isMeant && typeof value === 'string' && value !== '' ? [[name, value]] : [];
    }),
  ];
}
