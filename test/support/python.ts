import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

const installLimitMs = 300_000;

/**
 * Finds the programs of Python packages in the cache folder; installs them the first time. `requirements` is the file that names them.
 * Answers the path of an environment's program by its name, or why there is none.
 */
export async function pythonPrograms(
  requirements: URL,
): Promise<((name: string) => string) | string> {
  try {
    const programs = await environmentOf(fileURLToPath(requirements));
    return (name) => join(programs, name);
  } catch {
    const packages = readFileSync(requirements, 'utf8').trim().replaceAll('\n', ', ');
    const reason = `there is no python3 with venv, or pip could not fetch ${packages}`;
    console.warn(`Tests are skipped: ${reason}`);
    return reason;
  }
}

/** A folder of its own for each version: a virtual environment knows its path, so it is marked when it is whole. */
async function environmentOf(requirements: string): Promise<string> {
  const version = createHash('sha256')
    .update(readFileSync(requirements))
    .digest('hex')
    .slice(0, 12);
  const base = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  const environment = join(base, 'memos-graph', `python-${version}`);
  const programs = join(environment, process.platform === 'win32' ? 'Scripts' : 'bin');
  const mark = join(environment, 'is-complete');
  if (existsSync(mark)) return programs;
  console.error(`Installing ${readFileSync(requirements, 'utf8').trim()} with pip, once`);
  await rm(environment, { recursive: true, force: true });
  await mkdir(environment, { recursive: true });
  await run('python3', ['-m', 'venv', environment], { timeout: installLimitMs });
  const flags = ['--quiet', '--disable-pip-version-check', '--requirement', requirements];
  await run(join(programs, 'python'), ['-m', 'pip', 'install', ...flags], {
    timeout: installLimitMs,
  });
  await writeFile(mark, '');
  return programs;
}
