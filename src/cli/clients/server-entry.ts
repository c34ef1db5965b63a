import { accessSync, constants, existsSync, realpathSync, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

import { InvalidInputError } from '../../errors/input-errors.ts';
import type { Profile } from '../../mcp/profiles.ts';
import type { McpFlags } from '../commands/mcp.ts';
import type { GlobalOptions } from '../invocation.ts';
import { addressOf } from '../open.ts';
import { packageFolder } from '../package-files.ts';
import type { McpClient } from './client.ts';

/** A server as it is written into the file of a client. */
export interface ServerEntry {
  readonly name: string;
  readonly plain: {
    readonly type?: 'stdio';
    readonly command: string;
    readonly args: readonly string[];
  };
  readonly env: Readonly<Record<string, string>>;
  /** What the client is to ask its user for. */
  readonly inputs: readonly PasswordInput[];
}

interface PasswordInput {
  readonly type: 'promptString';
  readonly id: string;
  readonly description: string;
  readonly password: true;
}

/** The members of `env` that are ours to write and to take away. */
export const passwordNames = ['NEO4J_PASSWORD', 'NEO4J_PASSWORD_FILE'] as const;

export interface EntryOptions extends GlobalOptions, Omit<McpFlags, 'profile'> {
  readonly name: string;
  readonly profile?: Profile;
  /** A file of the reference memory server, which only an older entry has. */
  readonly import?: string;
  readonly passwordFile?: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** The entry that starts `memos-graph mcp` with the memory and the options that were given, and what the environment adds. */
export function serverEntry(
  client: McpClient,
  options: EntryOptions,
  environment: Environment,
): ServerEntry {
  const { name } = options;
  if (!/^[a-z][\w-]{0,63}$/i.test(name))
    throw new InvalidInputError(
      'name',
      `Expected --name to be letters, digits, "-" and "_" after a letter, got ${JSON.stringify(name)}`,
    );
  const url = urlOf(options, environment);
  const isNeo4j = url !== undefined && !url.startsWith('sqlite:');
  const [command, ...program] = launcher();
  return {
    name,
    plain: {
      ...(client.name === 'vscode' ? { type: 'stdio' as const } : {}),
      command,
      args: [...program, 'mcp', ...flagsOf(options, { url, isNeo4j }, environment)],
    },
    ...(isNeo4j ? passwordOf(client, options, environment) : withoutPassword(options)),
  };
}

/** What is to be started; a copy that npx has fetched is not there for ever, so npx fetches it again. */
function launcher(): readonly [command: string, ...program: string[]] {
  return /[\\/]_npx[\\/]/.test(packageFolder)
    ? ['npx', '-y', 'memos-graph']
    : [nodeCommand(), join(packageFolder, 'dist', 'cli', 'main.js')];
}

/** The Node.js that runs this; where the path leads to it by a link, that link outlives an update of Node.js. */
function nodeCommand(): string {
  const { execPath } = process;
  const linked = onPath(process.platform === 'win32' ? 'node.exe' : 'node');
  return linked !== undefined && realpathSync(linked) === realpathSync(execPath)
    ? linked
    : execPath;
}

/** Finds a program by its name as a shell does. */
export function onPath(program: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => resolve(folder, program)).find(isExecutable);
}

export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** The address, from wherever a command would take it; undefined where it is the default file. */
function urlOf(options: GlobalOptions, environment: Environment): string | undefined {
  // These three decide where the default is, and a client hands none of them on.
  const { MEMOS_GRAPH_URL, NEO4J_URI, XDG_DATA_HOME } = environment;
  const isDefault = !MEMOS_GRAPH_URL && !NEO4J_URI && !XDG_DATA_HOME;
  if (options.url === undefined && isDefault) return undefined;
  const url = addressOf(options);
  if (!url.startsWith('sqlite:')) return bareAddress(url);
  const file = url.slice('sqlite:'.length);
  if (file === ':memory:')
    throw new InvalidInputError(
      'url',
      'Expected --url to name a memory that lasts, got "sqlite::memory:", which ends with its server',
    );
  return `sqlite:${resolve(file)}`; // a client starts its servers in a folder of its own choice
}

/** An address is written and shown as it is, so it may hold nothing that could be a secret. */
function bareAddress(url: string): string {
  if (/^[a-z+\d]+:\/\/(?:[\p{L}\p{N}._-]+|\[[\da-f:.]+\])(?::\d{1,5})?\/?$/iu.test(url)) return url;
  throw new InvalidInputError(
    'url',
    'Expected the address of Neo4j to be a host and perhaps a port, such as neo4j://localhost:7687, since it is written into a file; take out what else stands there',
  );
}

interface Address {
  readonly url: string | undefined;
  readonly isNeo4j: boolean;
}

/** Everything that the server is to know stands in its command line: a client hands little or no environment on. */
function flagsOf(
  options: EntryOptions,
  { url, isNeo4j }: Address,
  environment: Environment,
): readonly string[] {
  const { MEMOS_GRAPH_SPACE, NEO4J_USERNAME, NEO4J_DATABASE } = environment;
  const { profile, readOnly, allowCypher, maxTokens } = options;
  return [
    ...flag('--url', url),
    ...flag('--space', options.space ?? MEMOS_GRAPH_SPACE),
    ...(isNeo4j ? flag('--username', options.username ?? NEO4J_USERNAME) : []),
    ...(isNeo4j ? flag('--database', options.database ?? NEO4J_DATABASE) : []),
    ...flag('--profile', profile === 'default' ? undefined : profile),
    ...(readOnly === true ? ['--read-only'] : []),
    ...(allowCypher === true ? ['--allow-cypher'] : []),
    ...flag('--max-tokens', maxTokens?.toString()),
    ...flag('--import', options.import),
  ];
}

const flag = (name: string, value: string | undefined): readonly string[] =>
  value === undefined || value === '' ? [] : [name, value];

type Password = Pick<ServerEntry, 'env' | 'inputs'>;

/** The password itself is never written: a file has it, or the client asks for it and keeps it safe. */
function passwordOf(
  client: McpClient,
  { name, passwordFile }: EntryOptions,
  environment: Environment,
): Password {
  const given = passwordFile ?? environment['NEO4J_PASSWORD_FILE'] ?? '';
  if (given !== '') {
    const file = resolve(given);
    if (!isFile(file))
      throw new InvalidInputError(
        'password-file',
        `Expected --password-file to name a file with the password, got ${JSON.stringify(given)}, ${absence(file)}`,
      );
    return { env: { NEO4J_PASSWORD_FILE: file }, inputs: [] };
  }
  if (!client.asksForPasswords)
    throw new InvalidInputError(
      'password-file',
      `Expected --password-file, since ${client.title} hands no environment on to its servers; write the password of Neo4j into a file that only you can read, and name that`,
    );
  const id = `${name}-password`;
  const description = 'The password of Neo4j for memos-graph';
  return {
    env: { NEO4J_PASSWORD: `\${input:${id}}` },
    inputs: [{ type: 'promptString', id, description, password: true }],
  };
}

/** Tells whether a file can be found there; not when links lead in a circle, or a folder on the way is closed to us. */
export function isFile(file: string): boolean {
  try {
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** What is said of a path that is no file. */
export const absence = (path: string): string =>
  existsSync(path) ? 'which is no file' : 'which is not there';

function withoutPassword({ passwordFile }: EntryOptions): Password {
  if (passwordFile === undefined) return { env: {}, inputs: [] };
  throw new InvalidInputError(
    'password-file',
    'Expected --password-file only with the address of a Neo4j server: an SQLite file has no password',
  );
}
