import { exitCodes } from './exit-code.ts';

const controller = new AbortController();

/** Why a run ended early; `undefined` while nothing has ended it. */
let endedBy: 'signal' | 'reader' | undefined;

export interface Interruption {
  readonly signal: AbortSignal;
  readonly endedBy: typeof endedBy;
}

/** One for the process: Ctrl-C, or a reader of standard output that went away. */
export const interruption: Interruption = {
  signal: controller.signal,
  get endedBy() {
    return endedBy;
  },
};

/** Turns Ctrl-C into an orderly end, and a second one into an immediate end. */
export function watchInterruptions(): void {
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (endedBy === 'signal') process.exit(exitCodes.interrupted);
      end('signal');
    });
  }
  // `| head` closes the pipe when it has seen enough: that is an end, not a failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') end('reader');
    else throw error;
  });
  process.stderr.on('error', () => {}); // nobody is left to be told
}

function end(reason: 'signal' | 'reader'): void {
  endedBy ??= reason;
  controller.abort();
}
