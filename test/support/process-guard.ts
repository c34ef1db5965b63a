import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface ProcessGuard {
  /** Names the process to end with us, or none. */
  watch(pid: number | undefined): void;
  /** Ends the guard, and with it the watched process and the folder. */
  release(): Promise<void>;
}

// Reads process ids until its input closes, which happens when its parent ends in any way.
const program = `
let last = '';
process.stdin.setEncoding('utf8');
process.stdin.on('data', (lines) => { last = lines.trim().split('\\n').at(-1); });
process.stdin.on('end', () => {
  const pid = Number(last);
  if (pid > 0) try { process.kill(pid, 'SIGKILL'); } catch {}
  const options = { recursive: true, force: true, maxRetries: 20, retryDelay: 100 };
  require('node:fs').rmSync(process.argv[1], options);
});
`;

/**
 * Ends a child process and removes its folder when this process is gone, even by SIGKILL, which
 * no handler of our own could see. Detached, so that a Ctrl-C for the group does not end the guard.
 */
export function guardProcess(folder: string): ProcessGuard {
  const options = ['--input-type=commonjs', '--eval', program, folder];
  const guard = spawn(process.execPath, options, {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  guard.unref();
  return {
    watch: (pid) => {
      guard.stdin.write(`${pid ?? 0}\n`);
    },
    release: async () => {
      if (guard.exitCode !== null) return;
      guard.ref(); // nothing else may keep this process waiting for the folder to be gone
      const exit = once(guard, 'exit');
      guard.stdin.end();
      await exit;
    },
  };
}
