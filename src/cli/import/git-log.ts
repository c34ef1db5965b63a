import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

import { InvalidInputError } from '../../errors/input-errors.ts';

export interface Commit {
  readonly hash: string;
  readonly parents: readonly string[];
  /** ISO 8601, of the author. */
  readonly date: string;
  readonly author: string;
  readonly message: string;
  /** The folders at the top of the checkout in which it changed something, sorted. */
  readonly folders: readonly string[];
}

/** Begins a commit in the stream; the path of a file never begins with a slash. */
const marker = '//';
const fields = ['%H', '%P', '%aI', '%an', '%B'];

/** What a user has configured must not change what is read. */
const logArguments = [
  'log',
  '--reverse',
  '--topo-order',
  '-z',
  '--name-only',
  '--no-renames',
  '--no-relative',
  '--no-color',
  '--no-show-signature',
  '--no-ext-diff',
  '--encoding=UTF-8',
  `--format=${marker}${fields.join('%x00')}%x00`,
];

/** The folder that a git checkout begins in, or nothing: no checkout, or no git. */
export async function checkoutRoot(
  folder: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    const root = await run(folder, ['rev-parse', '--show-toplevel'], signal);
    return root.replace(/\n$/u, '');
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof InvalidInputError) return undefined;
    throw error;
  }
}

/** Reads the commits that lead to what is checked out, the oldest first, as git writes them. */
export async function* commitsOf(folder: string, signal: AbortSignal): AsyncGenerator<Commit> {
  if (!(await hasCommits(folder, signal))) return;
  const git = start(folder, logArguments, signal);
  const failure = failureOf(git, folder);
  failure.catch(() => {}); // told below, unless the reader stops before
  try {
    yield* parseLog(git.stdout.setEncoding('utf8'));
    await failure;
  } finally {
    git.kill();
  }
}

async function hasCommits(folder: string, signal: AbortSignal): Promise<boolean> {
  const heads = await run(folder, ['rev-list', '--max-count=1', '--all'], signal);
  if (heads === '') return false;
  const head = await run(folder, ['rev-parse', '--verify', '--quiet', 'HEAD'], signal).catch(
    () => '',
  );
  return head !== '';
}

/** Takes the stream of `git log -z` apart. */
export async function* parseLog(chunks: AsyncIterable<string>): AsyncGenerator<Commit> {
  let tokens: string[] = [];
  for await (const token of tokensOf(chunks)) {
    if (token.startsWith(marker) && tokens.length >= fields.length) {
      yield commitOf(tokens);
      tokens = [];
    }
    tokens.push(token);
  }
  if (tokens.length >= fields.length) yield commitOf(tokens);
}

async function* tokensOf(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of chunks) {
    const parts = `${rest}${chunk}`.split('\0');
    rest = parts.pop() ?? '';
    yield* parts;
  }
  if (rest !== '') yield rest;
}

function commitOf([
  hash = '',
  parents = '',
  date = '',
  author = '',
  message = '',
  ...paths
]: readonly string[]): Commit {
  // Git sets a line break before the first path.
  const folders = paths.flatMap((path) => /^\n?([^/]+)\//u.exec(path)?.[1] ?? []);
  return {
    hash: hash.slice(marker.length),
    parents: parents.split(' ').filter((parent) => parent !== ''),
    date,
    author,
    message: message.trim(),
    folders: [...new Set(folders)].toSorted(),
  };
}

async function run(
  folder: string,
  commandArguments: readonly string[],
  signal: AbortSignal,
): Promise<string> {
  const git = start(folder, commandArguments, signal);
  const [output] = await Promise.all([text(git.stdout), failureOf(git, folder)]);
  return output;
}

/** Variables that a git hook sets would name another checkout than the folder. */
const misleading = new Set(['GIT_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE', 'GIT_PREFIX']);

function start(folder: string, commandArguments: readonly string[], signal: AbortSignal) {
  const environment = Object.entries(process.env).filter(([name]) => !misleading.has(name));
  return spawn('git', ['-C', folder, '--no-pager', ...commandArguments], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: Object.fromEntries(environment),
    signal,
  });
}

/** Waits for the end of git; rejects with our sentence when it failed. */
async function failureOf(git: ReturnType<typeof start>, folder: string): Promise<void> {
  const complaint = text(git.stderr);
  let code: unknown;
  try {
    [code] = await once(git, 'close');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new InvalidInputError(
      'from',
      'git was not found on this machine; install it to import from git',
      {
        cause: error,
      },
    );
  }
  if (code === 0) return;
  const reason = (await complaint).split('\n', 1)[0]?.replace(/^fatal: /, '') ?? '';
  throw new InvalidInputError(
    'source',
    `git cannot read ${JSON.stringify(folder)}: ${reason === '' ? `it ended with ${String(code)}` : reason}`,
  );
}
