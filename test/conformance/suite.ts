import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Its packages are many and are no business of who works on something else, so they have a folder of their own. */
const source = fileURLToPath(new URL('../../tools/conformance/', import.meta.url));
const files = ['package.json', 'package-lock.json', '.npmrc'] as const;

/** The conformance suite of the protocol. */
export interface Suite {
  /** Runs what a revision requires against a server; answers what is printed, and whether all went as the baseline says. */
  readonly run: (url: string, options: SuiteOptions) => Promise<SuiteResult>;
}

export interface SuiteOptions {
  readonly revision: string;
  /** A file of the scenarios and checks that are known to fail. */
  readonly baseline: string;
}

export interface SuiteResult {
  readonly isExpected: boolean;
  /** From the summary on. */
  readonly report: string;
}

/** Finds the suite in the cache folder; fetches it the first time. Answers why it cannot be had, where it cannot. */
export async function findSuite(): Promise<Suite | string> {
  try {
    return suiteIn(await cachedSuite());
  } catch (error) {
    if (process.env['CI'] === 'true') throw error;
    const reason = 'npm could not fetch the conformance suite; try again with the package registry';
    console.warn(`The conformance suite is skipped: ${reason}`);
    return reason;
  }
}

async function cachedSuite(): Promise<string> {
  const lock = readFileSync(join(source, 'package-lock.json'));
  const version = createHash('sha256').update(lock).digest('hex').slice(0, 12);
  const base = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  const cache = join(base, 'memos-graph');
  const folder = join(cache, `conformance-${version}`);
  if (existsSync(folder)) return folder;
  console.error('Fetching the conformance suite of MCP with npm: about 200 MB, once');
  await mkdir(cache, { recursive: true });
  const download = await mkdtemp(join(cache, 'download-'));
  try {
    for (const file of files) await copyFile(join(source, file), join(download, file));
    await run('npm', ['ci', '--no-audit', '--no-fund'], { cwd: download, timeout: fetchLimitMs });
    // The rename makes the folder whole or absent, however many runs fetch at once.
    await rename(download, folder).catch((error: unknown) => {
      if (!existsSync(folder)) throw error; // another run was faster
    });
  } finally {
    await rm(download, { recursive: true, force: true });
  }
  return folder;
}

const fetchLimitMs = 300_000;

function suiteIn(folder: string): Suite {
  const packages = join(folder, 'node_modules');
  const program = join(packages, '@modelcontextprotocol', 'conformance', 'dist', 'index.js');
  // It needs Node.js 22; the package has one for whoever runs an older one.
  const node = join(packages, 'node', 'bin', 'node');
  return {
    run: async (url, { revision, baseline }) => {
      const flags = ['--url', url, '--requirements', revision, '--expected-failures', baseline];
      // It leaves its results where it is run.
      const options = { cwd: folder, maxBuffer: 16 * 2 ** 20 };
      try {
        const { stdout } = await run(node, [program, 'server', ...flags], options);
        return { isExpected: true, report: reportOf(stdout) };
      } catch (error) {
        const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }; // of execFile
        return { isExpected: false, report: `${reportOf(stdout)}\n${stderr}` };
      }
    },
  };
}

const reportOf = (stdout: string): string => stdout.slice(stdout.indexOf('=== SUMMARY ==='));
