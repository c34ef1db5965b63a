import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

const folder = fileURLToPath(new URL('../python/', import.meta.url));
const requirements = join(folder, 'requirements.txt');
const installLimitMs = 300_000;

/** Runs the Python client with these arguments, and answers the document that it prints. */
export type PythonClient = (
  given: readonly string[],
  environment: Readonly<Record<string, string>>,
) => Promise<unknown>;

/** Finds the Python client of MCP in the cache folder; installs it the first time. Answers why it cannot be had, where it cannot. */
export async function findPythonClient(): Promise<PythonClient | string> {
  try {
    const python = await environmentOf();
    return async (given, environment) => {
      const { stdout } = await run(python, [join(folder, 'client.py'), ...given], {
        env: { PATH: process.env['PATH'] ?? '', ...environment },
        timeout: 60_000,
      });
      return JSON.parse(stdout) as unknown;
    };
  } catch {
    const reason = 'there is no python3 with venv, or pip could not fetch the package mcp';
    console.warn(`The tests of the Python client are skipped: ${reason}`);
    return reason;
  }
}

/** A folder of its own for each version: a virtual environment knows its path, so it is marked when it is whole. */
async function environmentOf(): Promise<string> {
  const version = createHash('sha256')
    .update(readFileSync(requirements))
    .digest('hex')
    .slice(0, 12);
  const base = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  const environment = join(base, 'memos-graph', `python-client-${version}`);
  const python = join(environment, process.platform === 'win32' ? 'Scripts' : 'bin', 'python');
  const mark = join(environment, 'is-complete');
  if (existsSync(mark)) return python;
  console.error('Installing the Python client of MCP with pip: about 50 MB, once');
  await rm(environment, { recursive: true, force: true });
  await mkdir(environment, { recursive: true });
  await run('python3', ['-m', 'venv', environment], { timeout: installLimitMs });
  const flags = ['--quiet', '--disable-pip-version-check', '--requirement', requirements];
  await run(python, ['-m', 'pip', 'install', ...flags], { timeout: installLimitMs });
  await writeFile(mark, '');
  return python;
}
