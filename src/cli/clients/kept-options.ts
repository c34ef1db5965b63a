import { flagsAfterMcp, type GivenFlag, isWhole } from './given-flags.ts';
import { addressIn, type KnownEntry } from './known-entry.ts';
import type { EntryOptions } from './server-entry.ts';

export interface KeptOptions {
  /** What was given, and what stands in the entry where it was not. */
  readonly options: EntryOptions;
  /** What of it only stands in the entry. */
  readonly kept: readonly GivenFlag[];
}

const optionOf: ReadonlyMap<string, keyof EntryOptions> = new Map([
  ['--url', 'url'],
  ['--space', 'space'],
  ['--username', 'username'],
  ['--database', 'database'],
  ['--profile', 'profile'],
  ['--read-only', 'readOnly'],
  ['--allow-cypher', 'allowCypher'],
  ['--max-tokens', 'maxTokens'],
  ['--import', 'import'],
  ['--password-file', 'passwordFile'],
]);

/** Nobody sends the password of one server to another by leaving an option out. */
const ofAddress = new Set(['--username', '--database', '--password-file']);

/** Keeps what an entry has and nobody gives anew. */
export function withKept(given: EntryOptions, entry: KnownEntry): KeptOptions {
  const isSameAddress = given.url === undefined || given.url === addressIn(entry);
  const keeps = (flag: GivenFlag): boolean => {
    const [name = ''] = flag;
    const option = optionOf.get(name);
    if (option === undefined || given[option] !== undefined || !isWhole(flag)) return false;
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

const without = (left: string, given: EntryOptions, flags: readonly GivenFlag[]): KeptOptions => {
  const kept = flags.filter(([name]) => name !== left);
  return { options: withFlags(given, kept), kept };
};

const withFlags = (given: EntryOptions, flags: readonly GivenFlag[]): EntryOptions => ({
  ...given,
  ...Object.fromEntries(
    flags.map(([name = '', value = true]) => [optionOf.get(name) ?? name, value]),
  ),
});

/** The options of an entry, wherever they stand there. */
function flagsIn(entry: KnownEntry): readonly GivenFlag[] {
  const address = addressIn(entry);
  const file = entry.env['NEO4J_PASSWORD_FILE'];
  const isNeo4j = address !== undefined && !address.startsWith('sqlite:');
  return [
    ...(address === undefined ? [] : [['--url', address]]),
    ...flagsAfterMcp(entry.args).filter(([name]) => name !== '--url'),
    ...(isNeo4j && typeof file === 'string' ? [['--password-file', file]] : []),
  ];
}
