import type { MemOS } from '../memos/memos.ts';
import type { Adapter } from '../operations/adapter.ts';
import type { Terminal } from './terminal.ts';
import type { Page } from './text/page.ts';

/** The options that every command takes. */
export interface GlobalOptions {
  readonly url?: string;
  readonly space?: string;
  readonly database?: string;
  readonly username?: string;
  readonly json?: boolean;
  readonly color: boolean;
  readonly quiet?: boolean;
}

/** What a command answers: one JSON document, and the same for readers. */
export interface Answer {
  readonly json: unknown;
  readonly text: (page: Page) => readonly string[];
  /** Told beside the data, in text output only. */
  readonly notes?: readonly string[];
  /** Default: 0. */
  readonly exitCode?: number;
}

/** One run of a command: what it was given, and what it may use. */
export interface Invocation {
  readonly options: GlobalOptions;
  readonly terminal: Terminal;
  /** Ends every wait when the process is interrupted or nobody reads its output any more. */
  readonly signal: AbortSignal;
  /** Opens the memory, at another address if one is given; it is closed when the command ends. */
  readonly openMemory: (url?: string) => Promise<MemOS>;
  /** Opens a memory in a new SQLite file; it is closed when the command ends. */
  readonly openFile: (file: string) => Promise<MemOS>;
  /** Makes the adapter without connecting, for what has to work where opening fails. */
  readonly makeAdapter: () => Promise<Adapter>;
}

export type Work = (invocation: Invocation) => Promise<Answer | undefined>;
