import { once } from 'node:events';

import { maxColumns, type Page } from './text/page.ts';

export interface TerminalOptions {
  readonly isQuiet: boolean;
  readonly allowsColour: boolean;
}

/** Standard output for data, standard error for everything else. */
export interface Terminal {
  readonly page: Page;
  /** Writes data, and waits while the reader is slower. */
  readonly write: (text: string) => Promise<void>;
  /** Tells something beside the data, unless `--quiet`. */
  readonly note: (text: string) => void;
  /** Shows how far long work has come, in place; only on a terminal, and an empty text wipes it. */
  readonly progress: (text: string) => void;
}

export function makeTerminal({ isQuiet, allowsColour }: TerminalOptions): Terminal {
  const { stdout, stderr } = process;
  const showsProgress = stderr.isTTY && !isQuiet;
  let isShown = false;
  return {
    page: {
      columns: Math.min(maxColumns, Math.max(40, stdout.columns ?? maxColumns)),
      hasColour: stdout.isTTY && allowsColour && coloursAreWelcome(),
    },
    write: async (text) => {
      if (!stdout.write(text)) await once(stdout, 'drain');
    },
    note: (text) => {
      if (!isQuiet) stderr.write(`${text}\n`);
    },
    progress: (text) => {
      if (showsProgress && (isShown || text !== '')) stderr.write(`\r\u001b[K${text}`);
      isShown = text !== '';
    },
  };
}

/** https://no-color.org: any value but the empty one switches colour off. */
function coloursAreWelcome(): boolean {
  const refusal = process.env['NO_COLOR'];
  return (refusal === undefined || refusal === '') && process.env['TERM'] !== 'dumb';
}
