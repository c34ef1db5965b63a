import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';

import { InvalidInputError } from '../../errors/input-errors.ts';
import { formatReport } from '../../watch/watch-driver.ts';
import {
  type WatchedProcess,
  type WatchOrder,
  watchVariable,
} from '../../watch/watched-process.ts';
import { exitCodes } from '../exit-code.ts';

export interface WatchFlags {
  readonly latency: number;
  readonly output?: string;
  readonly json?: boolean;
}

interface Ending {
  readonly exitCode: number;
  /** How it ended, in words, when it was not by itself. */
  readonly how: string | undefined;
}

/** Runs a program and tells how it used its sessions; answers the exit code of the program. */
export async function watch(command: readonly string[], flags: WatchFlags): Promise<number> {
  const { latency: latencyMs, output } = flags;
  if (output !== undefined) await checkOutput(output);
  const folder = await mkdtemp(join(tmpdir(), 'memos-graph-watch-'));
  try {
    const ending = await runProgram(command, { folder, latencyMs });
    const processes = await readFolder(folder);
    if (processes.length === 0) return tellNothingSeen(ending);
    await write(reportText(processes, flags), output);
    return ending.exitCode;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The program may run for hours: it is not started for a report that cannot be written. */
async function checkOutput(file: string): Promise<void> {
  try {
    const handle = await open(file, 'a');
    await handle.close();
  } catch (error) {
    throw new InvalidInputError('output', `Cannot write the report to ${JSON.stringify(file)}`, {
      cause: error,
    });
  }
}

async function runProgram(
  [program = '', ...given]: readonly string[],
  order: WatchOrder,
): Promise<Ending> {
  const child = spawn(program, given, { stdio: 'inherit', env: environment(order) });
  const stopForwarding = forwardSignals(child);
  try {
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null]; // as documented
    if (signal === null) return { exitCode: code ?? exitCodes.failed, how: undefined };
    return { exitCode: 128 + constants.signals[signal], how: `ended by ${signal}` };
  } catch (error) {
    throw new InvalidInputError('command', `Cannot start ${JSON.stringify(program)}`, {
      cause: error,
    });
  } finally {
    stopForwarding();
  }
}

/** A terminal sends Ctrl-C to both; from anywhere else the program hears of a signal only through us. */
function forwardSignals(child: ChildProcess): () => void {
  const hasTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
  const signals: readonly NodeJS.Signals[] = hasTerminal
    ? ['SIGTERM', 'SIGHUP']
    : ['SIGTERM', 'SIGHUP', 'SIGINT'];
  const forward = (signal: NodeJS.Signals): void => {
    child.kill(signal);
  };
  for (const signal of signals) process.on(signal, forward);
  return () => {
    for (const signal of signals) process.removeListener(signal, forward);
  };
}

/** The options that Node already gets are kept; a URL needs no quotes, whatever is in the path. */
function environment(order: WatchOrder): NodeJS.ProcessEnv {
  const isSource = import.meta.url.endsWith('.ts');
  const preload = new URL(`../../watch/preload.${isSource ? 'ts' : 'js'}`, import.meta.url);
  // From source, the program needs what lets Node read TypeScript, as this process did.
  const loaders = isSource ? process.execArgv : [];
  const options = [process.env['NODE_OPTIONS'] ?? '', ...loaders, '--import', preload.href];
  return {
    ...process.env,
    NODE_OPTIONS: options.join(' ').trim(),
    [watchVariable]: JSON.stringify(order),
  };
}

async function readFolder(folder: string): Promise<readonly WatchedProcess[]> {
  const files = (await readdir(folder)).toSorted();
  const processes = await Promise.all(
    files.map(async (file) => JSON.parse(await readFile(join(folder, file), 'utf8')) as unknown),
  );
  return processes as readonly WatchedProcess[]; // written by our own preload
}

function reportText(processes: readonly WatchedProcess[], { json }: WatchFlags): string {
  if (json === true) return `${JSON.stringify({ processes }, null, 2)}\n`;
  return processes
    .map(({ program, pid, thread, report }, index) => {
      const where = `${program} (process ${pid}${thread === 0 ? '' : `, thread ${thread}`})`;
      const title = processes.length === 1 ? '' : `${index + 1} of ${processes.length}: ${where}\n`;
      return `${title}${formatReport(report)}`;
    })
    .join('\n');
}

async function write(text: string, output: string | undefined): Promise<void> {
  if (output === undefined) process.stderr.write(`\n${text}`);
  else await writeFile(output, text);
}

function tellNothingSeen({ exitCode, how }: Ending): number {
  const reason =
    how === undefined
      ? 'it never made a driver with neo4j-driver, or has it bundled into its own files'
      : `${how} before it could report, or without having made a driver with neo4j-driver`;
  process.stderr.write(`No report on the program: ${reason}\n`);
  return exitCode === exitCodes.ok ? exitCodes.failed : exitCode;
}
