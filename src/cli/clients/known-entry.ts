import { isAbsolute } from 'node:path';

import { isObject, readSettings } from './client-settings.ts';
import { defaultServerName, type McpClient, mcpClients, settingsFile } from './client.ts';
import { isExecutable, isFile, onPath } from './server-entry.ts';

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
      servers: known.map(({ env: _env, ...shown }) => shown),
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
  const { NEO4J_PASSWORD: password, NEO4J_PASSWORD_FILE: file } = env;
  const of = `The server ${JSON.stringify(name)} of ${client.title}`;
  const sentences = [
    ...(isThere(command) ? [] : [`${of} is started by ${command}, which is not there`]),
    ...(isAbsolute(program) && !isFile(program)
      ? [`${of} is started from ${program}, which is not there`]
      : []),
    ...(typeof file === 'string' && !isFile(file)
      ? [`${of} takes its password from ${file}, which is not there`]
      : []),
    ...(typeof password === 'string' && !/^\$\{.+\}$/.test(password)
      ? [`${of} has the password of Neo4j in its settings; put it into a file`]
      : []),
  ];
  return sentences.map((sentence) => ({ sentence, mend: installCommand(client, entry) }));
}

const isThere = (command: string): boolean =>
  isAbsolute(command) ? isExecutable(command) : onPath(command) !== undefined;

/** The command that writes the same entry anew. */
function installCommand(client: McpClient, { name, args, env }: KnownEntry): string {
  const { NEO4J_PASSWORD_FILE: file } = env;
  const words = [
    ...(name === defaultServerName ? [] : ['--name', name]),
    ...args.slice(args.indexOf('mcp') + 1),
    ...(typeof file === 'string' ? ['--password-file', file] : []),
  ];
  return commandLine(['memos-graph', 'install', '--client', client.name, ...words]);
}

/** A command as it can be typed. */
export const commandLine = (words: readonly string[]): string =>
  words.map((word) => (/^[\w@%+=:,./\\-]+$/.test(word) ? word : quoted(word))).join(' ');

const quoted = (word: string): string => `'${word.replaceAll("'", String.raw`'\''`)}'`;
