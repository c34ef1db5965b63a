import type { Command } from 'commander';

import type { Adapter } from '../operations/adapter.ts';
import { exitCodes } from './exit-code.ts';
import { interruption } from './interruption.ts';
import type { Answer, GlobalOptions, Invocation, Work } from './invocation.ts';
import { makeTerminal, type Terminal } from './terminal.ts';

/** Makes an action for commander of a command's work, which gets what commander read. */
export function action<Given extends readonly unknown[]>(
  work: (invocation: Invocation, ...given: Given) => Promise<Answer | undefined>,
): (...given: [...Given, Command]) => Promise<void> {
  return async (...given) => {
    const command = given.at(-1) as Command; // commander puts the command itself last
    const read = given.slice(0, -1) as unknown as Given; // before it stands what it read
    await perform(command.optsWithGlobals<GlobalOptions>(), (invocation) =>
      work(invocation, ...read),
    );
  };
}

/** Runs a command, prints its answer, and closes what it opened, whatever happens. */
async function perform(options: GlobalOptions, work: Work): Promise<void> {
  const opened = new Opened();
  const invocation = makeInvocation(options, opened);
  try {
    const answer = await work(invocation);
    interruption.signal.throwIfAborted();
    if (answer !== undefined) await print(invocation, answer);
  } finally {
    opened.stopWaiting();
    invocation.terminal.progress('');
    await opened.close();
  }
}

const patienceMs = 2000;

/** What a command has opened. */
class Opened {
  readonly #adapters: Adapter[] = [];
  #patience: NodeJS.Timeout | undefined;

  /** Says after a while what is being waited for. */
  waitFor({ progress }: Terminal): void {
    this.#patience ??= setTimeout(() => progress('Waiting for the database…'), patienceMs);
  }

  stopWaiting(): void {
    clearTimeout(this.#patience);
  }

  add(adapter: Adapter): void {
    this.#adapters.push(adapter);
  }

  async close(): Promise<void> {
    for (const adapter of this.#adapters) await adapter.close();
  }
}

function makeInvocation(options: GlobalOptions, opened: Opened): Invocation {
  const { signal } = interruption;
  const terminal = makeTerminal({
    isQuiet: options.quiet ?? false,
    allowsColour: options.color,
  });
  return {
    options,
    signal,
    terminal,
    openMemory: async (url) => {
      const { open } = await import('./open.ts');
      opened.waitFor(terminal);
      const memory = await open(url === undefined ? options : { ...options, url }, signal);
      opened.stopWaiting();
      opened.add(memory.adapter);
      return memory;
    },
    openFile: async (file) => {
      const { openFile } = await import('./open.ts');
      const memory = await openFile(file, options, signal);
      opened.add(memory.adapter);
      return memory;
    },
    makeAdapter: async () => {
      const { makeAdapter } = await import('./open.ts');
      opened.waitFor(terminal);
      const adapter = await makeAdapter(options);
      opened.add(adapter);
      return adapter;
    },
  };
}

async function print({ options, terminal }: Invocation, answer: Answer): Promise<void> {
  process.exitCode = answer.exitCode ?? exitCodes.ok;
  terminal.progress('');
  if (options.json === true) {
    await terminal.write(`${JSON.stringify(answer.json, null, 2)}\n`);
    return;
  }
  const lines = answer.text(terminal.page);
  if (lines.length > 0) await terminal.write(`${lines.join('\n')}\n`);
  for (const note of answer.notes ?? []) terminal.note(note);
}
