import { existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

import { InvalidInputError } from '../../errors/input-errors.ts';
import type { Profile } from '../../mcp/profiles.ts';
import { readSettings } from '../clients/client-settings.ts';
import { type ClientName, type McpClient, mcpClients, settingsFile } from '../clients/client.ts';
import { withServer } from '../clients/edit-settings.ts';
import { flagsAfterMcp, type GivenFlag } from '../clients/given-flags.ts';
import { besideKept, withKept } from '../clients/kept-options.ts';
import { commandLine, type KnownEntry, knownEntry } from '../clients/known-entry.ts';
import { replaceFile } from '../clients/replace-file.ts';
import { type Environment, type ServerEntry, serverEntry } from '../clients/server-entry.ts';
import { shownSettings } from '../clients/shown-settings.ts';
import type { Answer, Invocation } from '../invocation.ts';
import { type ChangedLine, lineDifference } from '../text/line-difference.ts';
import { fieldLines } from '../text/memory-text.ts';
import { block, type Page } from '../text/page.ts';
import { wordsWithoutSecrets } from '../without-secrets.ts';
import type { McpFlags } from './mcp.ts';

export interface InstallFlags extends Omit<McpFlags, 'profile'> {
  readonly client: ClientName;
  readonly profile?: Profile;
  readonly name: string;
  readonly passwordFile?: string;
  readonly file?: string;
  readonly dryRun?: boolean;
  /** Keeps nothing of the command line that is there. */
  readonly anew?: boolean;
}

/** What was done, or would be. */
interface Installation {
  readonly client: ClientName;
  readonly file: string;
  readonly changed: boolean;
  /** Where the old file is kept. */
  readonly backup?: string;
  /** With `--dry-run`: the lines that would go and come. */
  readonly wouldChange?: readonly ChangedLine[];
  readonly server: ServerEntry['plain'] & Pick<ServerEntry, 'name' | 'env'>;
}

/** Writes the server into the settings of a client, beside what is there. */
export async function install({ options }: Invocation, flags: InstallFlags): Promise<Answer> {
  const client = mcpClients[flags.client];
  const file = flags.file === undefined ? settingsFile(client) : resolve(flags.file);
  const isClientThere = existsSync(dirname(file));
  const settings = readSettings(client, file);
  refuseOther(flags.name, settings.servers);
  const old = knownEntry(flags.name, settings.servers[flags.name]);
  const given = { ...options, ...flags };
  const isKept = old !== undefined && flags.anew !== true;
  const { options: all, kept } = isKept ? withKept(given, old) : { options: given, kept: [] };
  const environment = isKept ? besideKept(given, process.env) : process.env;
  const entry = serverEntry(client, all, environment);
  const changed = withServer(client, settings, entry);
  const done: Installation = {
    client: client.name,
    file,
    ...(flags.dryRun === true
      ? {
          changed: false,
          wouldChange: shownDifference(settings.text ?? '', changed, { client, entry }),
        }
      : replaceFile(settings, changed)),
    server: { name: entry.name, ...entry.plain, env: entry.env },
  };
  return {
    json: done,
    text: (page) =>
      done.wouldChange === undefined ? doneLines(page, done) : wouldLines(page, done),
    notes: [
      ...(isClientThere || flags.file !== undefined
        ? []
        : [`${client.title} was not found here: ${dirname(file)} did not exist`]),
      ...notesOnKept(kept),
      ...notesOnUntaken(environment, entry),
      ...notesOnOld(old, entry),
      ...notesOn(entry),
      ...(done.changed ? [client.nextStep] : []),
    ],
  };
}

/** Somebody else's server keeps its name. */
function refuseOther(name: string, servers: Readonly<Record<string, unknown>>): void {
  if (!Object.hasOwn(servers, name) || knownEntry(name, servers[name]) !== undefined) return;
  throw new InvalidInputError(
    'name',
    `There is another server of the name ${JSON.stringify(name)} already; give this one another --name`,
  );
}

/** What is secret stays so on a screen, whoever wrote it into the file. */
function shownDifference(
  before: string,
  after: string,
  { client, entry }: { readonly client: McpClient; readonly entry: ServerEntry },
): readonly ChangedLine[] {
  return lineDifference(shownSettings(client, before, entry), shownSettings(client, after, entry));
}

function wouldLines(page: Page, { file, wouldChange = [] }: Installation): readonly string[] {
  if (wouldChange.length === 0) return block(page, `Nothing would change in ${file}`);
  const whole = { ...page, columns: Number.POSITIVE_INFINITY }; // a broken line would not be the file's
  return [
    ...block(whole, `Would write ${file}`),
    ...wouldChange.flatMap(({ sign, line }) =>
      block(whole, `${sign} ${line}`, { style: sign === '+' ? 'green' : 'red' }),
    ),
  ];
}

function doneLines(page: Page, { client, file, changed, backup, server }: Installation) {
  return fieldLines(page, [
    ['client', mcpClients[client].title],
    [changed ? 'written' : 'unchanged', file],
    ['backup', backup],
    ['server', server.name],
    ['starts', commandLine([server.command, ...server.args])],
  ]);
}

function notesOnKept(kept: readonly GivenFlag[]): readonly string[] {
  const words = commandLine(kept.flat());
  return kept.length === 0 ? [] : [`Kept from before: ${words} (--anew keeps nothing)`];
}

const taken = [
  'MEMOS_GRAPH_URL',
  'NEO4J_URI',
  'NEO4J_USERNAME',
  'NEO4J_DATABASE',
  'NEO4J_PASSWORD_FILE',
  'MEMOS_GRAPH_SPACE',
];

/** Who set a variable may expect it to be taken, as at the first time. */
function notesOnUntaken(environment: Environment, { plain, env }: ServerEntry): readonly string[] {
  const written = new Set([...plain.args, ...Object.values(env)]);
  const untaken = taken.filter((name) => {
    const value = process.env[name] ?? '';
    return value !== '' && environment[name] === undefined && !written.has(value);
  });
  const names = untaken.join(', ');
  return names === '' ? [] : [`Not taken from the environment: ${names} (--anew takes it)`];
}

/** An option that was given before and is not now is gone: who gave it learns so. */
function notesOnOld(old: KnownEntry | undefined, { plain }: ServerEntry): readonly string[] {
  if (old === undefined) return [];
  const names = new Set(flagsAfterMcp(plain.args).map(([name]) => name));
  const gone = flagsAfterMcp(old.args).filter(([name]) => !names.has(name));
  if (gone.length === 0) return [];
  const words = commandLine(wordsWithoutSecrets(gone.flat()));
  return [`Left out, since it was not given again: ${words}`];
}

function notesOn({ plain: { args }, env }: ServerEntry): readonly string[] {
  const url = args[args.indexOf('--url') + 1] ?? '';
  const passwordFile = env['NEO4J_PASSWORD_FILE'];
  return [
    ...(url.startsWith('sqlite:') && !existsSync(url.slice('sqlite:'.length))
      ? [`There is no memory yet: ${commandLine(['memos-graph', 'schema', 'apply', '--url', url])}`]
      : []),
    ...(passwordFile !== undefined && isOpenToOthers(passwordFile)
      ? [`Other users of this machine can read ${passwordFile}; take their rights away (chmod 600)`]
      : []),
  ];
}

/** Windows has no such modes. */
const isOpenToOthers = (file: string): boolean =>
  process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0;
