import type { Command } from 'commander';

import type { Adapter } from '../operations/adapter.ts';
import { exitCodes } from './exit-code.ts';
import { interruption } from './interruption.ts';
import type { Answer, GlobalOptions, Invocation, Work } from './invocation.ts';
import { makeTerminal } from './terminal.ts';

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
  const opened: Adapter[] = [];
  const invocation = makeInvocation(options, opened);
  try {
    const answer = await work(invocation);
    interruption.signal.throwIfAborted();
    if (answer !== undefined) await print(invocation, answer);
  } finally {
    invocation.terminal.progress('');
    for (const adapter of opened) await adapter.close();
  }
}

function makeInvocation(options: GlobalOptions, opened: Adapter[]): Invocation {
  const { signal } = interruption;
  return {
    options,
    signal,
    terminal: makeTerminal({ isQuiet: options.quiet ?? false, allowsColour: options.color }),
    openMemory: async () => {
      const [{ openMemory }, { openOptions }] = await Promise.all([
        import('../open-memory.ts'),
        import('./open.ts'),
      ]);
      const memory = await openMemory({ ...openOptions(options), signal });
      opened.push(memory.adapter);
      return memory;
    },
    openFile: async (file) => {
      const { openMemory } = await import('../open-memory.ts');
      const space = options.space === undefined ? {} : { space: options.space };
      const memory = await openMemory({ url: `sqlite:${file}`, migrate: true, signal, ...space });
      opened.push(memory.adapter);
      return memory;
    },
    makeAdapter: async () => {
      const [{ adapterFor }, { openOptions }] = await Promise.all([
        import('../open-memory.ts'),
        import('./open.ts'),
      ]);
      const adapter = await adapterFor(openOptions(options));
      opened.push(adapter);
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
