import { isAbsolute } from 'node:path';

import { holdsSecret, withoutSecrets, wordsWithoutSecrets } from '../without-secrets.ts';
import { isObject, readSettings } from './client-settings.ts';
import { defaultServerName, type McpClient, mcpClients, settingsFile } from './client.ts';
import { flagsAfterMcp, isOfInstall } from './given-flags.ts';
import { absence, isExecutable, isFile, onPath } from './server-entry.ts';

/** A server of ours as it stands in the file of a client. */
export interface KnownEntry {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, unknown>>;
}

/** Reads an entry; undefined where it is none that starts us. */
export function knownEntry(name: string, entry: unknown): KnownEntry | undefined {
  if (!isObject(entry)) return undefined;
  const { command, args = [], env = {} } = entry;
  if (typeof command !== 'string' || !Array.isArray(args) || !isObject(env)) return undefined;
  const words = args.map(String);
  const startsUs = [command, ...words].some((word) =>
    /memos-graph|dist[\\/]cli[\\/]main\.js$/.test(word),
  );
  return startsUs && words.includes('mcp') ? { name, command, args: words, env } : undefined;
}

export interface ClientProblem {
  readonly sentence: string;
  readonly mend?: string;
}

/** What a client has of us, and what is wrong with it. */
export interface ClientFinding {
  readonly client: McpClient['name'];
  readonly title: string;
  readonly file: string;
  /** Absent when the file cannot be read. */
  readonly servers?: readonly Pick<KnownEntry, 'name' | 'command' | 'args'>[];
  readonly problems: readonly ClientProblem[];
}

export const examineClients = (): readonly ClientFinding[] =>
  Object.values(mcpClients).map(examineClient);

function examineClient(client: McpClient): ClientFinding {
  const { name, title } = client;
  const file = settingsFile(client);
  try {
    const { servers } = readSettings(client, file);
    const known = Object.entries(servers).flatMap(([key, entry]) => knownEntry(key, entry) ?? []);
    return {
      client: name,
      title,
      file,
      servers: known.map(({ env: _env, args, ...shown }) => ({
        ...shown,
        args: wordsWithoutSecrets(args),
      })),
      problems: known.flatMap((entry) => problemsOf(client, entry)),
    };
  } catch (error) {
    const sentence = error instanceof Error ? error.message : String(error);
    return { client: name, title, file, problems: [{ sentence }] };
  }
}

function problemsOf(client: McpClient, entry: KnownEntry): readonly ClientProblem[] {
  const { name, command, args, env } = entry;
  const [program = ''] = args;
  const { NEO4J_PASSWORD_FILE: file } = env;
  const of = `The server ${JSON.stringify(name)} of ${client.title}`;
  const sentences = [
    ...(isThere(command)
      ? []
      : [`${of} is started by ${withoutSecrets(command)}, which is not there`]),
    ...(isAbsolute(program) && !isFile(program)
      ? [`${of} is started from ${program}, which is not there`]
      : []),
    ...(typeof file === 'string' && !isFile(file)
      ? [`${of} takes its password from ${file}, ${absence(file)}`]
      : []),
    ...secretsOf(entry).map((secret) => `${of} has ${secret}`),
  ];
  return sentences.map((sentence) => ({ sentence, mend: installCommand(client, entry) }));
}

/** What has no place in the settings of a client, and where it is to go. */
function secretsOf({ args, env }: KnownEntry): readonly string[] {
  const { NEO4J_PASSWORD: password } = env;
  const addresses = [env['MEMOS_GRAPH_URL'], env['NEO4J_URI']].filter(
    (address) => typeof address === 'string',
  );
  return [
    ...(holdsSecret(args)
      ? ['what may be a password in its command line, which others can read; take it out']
      : []),
    ...(typeof password === 'string' && !/^\$\{.+\}$/.test(password)
      ? ['the password of Neo4j in its settings; put it into a file']
      : []),
    ...(holdsSecret(addresses)
      ? ['what may be a password in an address in its settings; take it out by hand']
      : []),
  ];
}

const isThere = (command: string): boolean =>
  isAbsolute(command) ? isExecutable(command) : onPath(command) !== undefined;

/** The command that writes the same entry anew, with a place to fill in where it needs a file that is not there. */
function installCommand(client: McpClient, entry: KnownEntry): string {
  const { name, args } = entry;
  const flags = flagsAfterMcp(args).filter(isOfInstall);
  const url = addressIn(entry);
  const words = [
    ...(name === defaultServerName ? [] : ['--name', name]),
    ...(url === undefined ? [] : ['--url', url]),
    ...flags.filter(([flag]) => flag !== '--url').flat(),
    ...(url === undefined || url.startsWith('sqlite:') ? [] : passwordFlag(client, entry)),
  ];
  return commandLine(['memos-graph', 'install', '--client', client.name, ...words]);
}

/** The address that the server would take, from its command line or its environment, without what `install` refuses to write. */
export function addressIn({ args, env }: KnownEntry): string | undefined {
  const { MEMOS_GRAPH_URL: own, NEO4J_URI: uri } = env;
  const given = flagsAfterMcp(args).findLast(([flag]) => flag === '--url')?.[1];
  const url = [given, own, uri].filter((one) => typeof one === 'string').find((one) => one !== '');
  return url === undefined ? undefined : bare(url);
}

const bare = (url: string): string =>
  url.startsWith('sqlite:') ? url : url.replace(/:\/\/.*@/s, '://').replace(/[?#].*/s, '');

function passwordFlag({ asksForPasswords }: McpClient, { env }: KnownEntry): readonly string[] {
  const { NEO4J_PASSWORD_FILE: file } = env;
  if (typeof file !== 'string') return asksForPasswords ? [] : ['--password-file', '<file>'];
  return ['--password-file', isFile(file) ? file : '<file>'];
}

/** A command as it can be typed. */
export const commandLine = (words: readonly string[]): string =>
  words.map((word) => (/^[\w@%+=:,./\\-]+$/.test(word) ? word : quoted(word))).join(' ');

const quoted = (word: string): string => `'${word.replaceAll("'", String.raw`'\''`)}'`;
