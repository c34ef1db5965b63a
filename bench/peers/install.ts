import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import type { Packages, System } from './systems.ts';

const run = promisify(execFile);

/** Thrown when a system cannot be installed here; the message says what is missing. */
export class MissingSystemError extends Error {}

/** Installs the packages of a system into the cache the first time, and answers their folder; `''` when it needs none. */
export async function install({ name, packages }: System): Promise<string> {
  if (packages === undefined) return '';
  const cache = join(cacheFolder(), 'peers');
  const folder = join(cache, [name, ...Object.values(packages.versions)].join('-'));
  if (existsSync(folder)) return folder;
  console.error(`Installing ${specifiers(packages).join(' ')} with ${packages.manager}, once`);
  await mkdir(cache, { recursive: true });
  const partial = await mkdtemp(join(cache, 'partial-'));
  try {
    await installers[packages.manager](partial, packages);
    // The rename makes the folder whole or absent, however many runs install at once.
    await rename(partial, folder).catch((error: unknown) => {
      if (!existsSync(folder)) throw error; // another run was faster
    });
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  return folder;
}

export const cacheFolder = (): string =>
  join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'memos-graph');

const specifiers = ({ manager, versions }: Packages): readonly string[] =>
  Object.entries(versions).map(([name, version]) =>
    manager === 'pip' ? `${name}==${version}` : `${name}@${version}`,
  );

const installers = {
  pip: async (folder: string, packages: Packages) => {
    const options = ['--quiet', '--disable-pip-version-check', '--target', folder];
    await tried('python3', ['-m', 'pip', 'install', ...options, ...specifiers(packages)], folder);
  },
  npm: async (folder: string, packages: Packages) => {
    await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
    const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--save-exact'];
    if (packages.needsPeers !== true) options.push('--legacy-peer-deps');
    await tried('npm', ['install', ...options, ...specifiers(packages)], folder);
  },
};

async function tried(program: string, values: readonly string[], cwd: string): Promise<void> {
  try {
    await run(program, [...values], { cwd, maxBuffer: 2 ** 26 });
  } catch (error) {
    throw new MissingSystemError(reason(program, error), { cause: error });
  }
}

function reason(program: string, error: unknown): string {
  if (!(error instanceof Error)) return `${program} failed`;
  if ('code' in error && error.code === 'ENOENT')
    return `${program} is not installed (Python 3.10 or newer with pip, and npm, install the other systems)`;
  const output = 'stderr' in error ? String(error.stderr) : '';
  const lines = output.trim().split('\n');
  const line = lines.findLast((text) => /error/i.test(text)) ?? lines.at(-1) ?? '';
  return `${program} could not install it: ${line}`;
}
