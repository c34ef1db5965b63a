import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';

const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

export interface RunningProgram extends AsyncDisposable {
  /** The lines it has printed so far. */
  readonly lines: readonly string[];
  /** Resolves when it has printed so many lines. */
  printed(count: number): Promise<void>;
  /** Resolves with its exit code. */
  ended(): Promise<number | null>;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
}

/** Runs a program in a process of its own. */
export function runProgram(location: URL, ...values: readonly string[]): RunningProgram {
  const program = fileURLToPath(location);
  const child = spawn(process.execPath, ['--import', tsx, program, ...values], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  const reader = createInterface({ input: child.stdout });
  reader.on('line', (line) => lines.push(line));
  const closed = once(child, 'close');
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await closed;
  };
  return {
    lines,
    printed: async (count) => {
      while (lines.length < count && isRunning(child)) await once(reader, 'line');
    },
    ended: async () => {
      await closed;
      return child.exitCode;
    },
    kill,
    [Symbol.asyncDispose]: kill,
  };
}

const isRunning = (child: ChildProcess): boolean =>
  child.exitCode === null && child.signalCode === null;
