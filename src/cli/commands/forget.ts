import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';

import { InvalidInputError } from '../../errors/input-errors.ts';
import type { Forgotten, ForgetSelector } from '../../memos/forget.ts';
import type { MemOS } from '../../memos/memos.ts';
import { exitCodes } from '../exit-code.ts';
import type { Answer, Invocation } from '../invocation.ts';
import { fieldLines } from '../text/memory-text.ts';
import type { Page } from '../text/page.ts';

export interface ForgetFlags {
  readonly entity?: string;
  readonly before?: string;
  readonly everything?: boolean;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

export async function forget(
  invocation: Invocation,
  ids: readonly string[],
  flags: ForgetFlags,
): Promise<Answer> {
  const { openMemory, signal, terminal } = invocation;
  const what = selectorOf(ids, flags);
  const mayAsk = process.stdin.isTTY && process.stderr.isTTY;
  if (flags.dryRun !== true && flags.yes !== true && !mayAsk) {
    throw new InvalidInputError(
      'yes',
      'Forgetting cannot be taken back and there is no terminal to ask at; give --yes, or --dry-run to see what would go',
    );
  }
  const memory = await openMemory();
  if (flags.dryRun !== true && flags.yes !== true && !(await isConfirmed(invocation, memory, what)))
    return {
      json: null,
      text: () => [],
      notes: ['Nothing was forgotten'],
      exitCode: exitCodes.failed,
    };
  const forgotten = await memory.forget(what, {
    signal,
    dryRun: flags.dryRun ?? false,
    onProgress: (removed) => terminal.progress(`${removed} removed`),
  });
  return {
    json: forgotten,
    text: (page) => forgottenLines(page, forgotten),
    exitCode: forgotten.notFound.length === 0 ? exitCodes.ok : exitCodes.notFound,
  };
}

function selectorOf(
  ids: readonly string[],
  { entity, before, everything }: ForgetFlags,
): ForgetSelector {
  const selectors: readonly ForgetSelector[] = [
    ...(ids.length === 0 ? [] : [ids]),
    ...(entity === undefined ? [] : [{ entity }]),
    ...(before === undefined ? [] : [{ before }]),
    ...(everything === true ? [{ space: true } as const] : []),
  ];
  const [selector] = selectors;
  if (selector === undefined || selectors.length > 1) {
    throw new InvalidInputError(
      'ids',
      'Expected one of ids, --entity, --before or --everything to say what to forget',
    );
  }
  return selector;
}

/** Counts first, so that the question says how much it is about. */
async function isConfirmed(
  { signal }: Invocation,
  memory: MemOS,
  what: ForgetSelector,
): Promise<boolean> {
  const { nodes, links } = await memory.forget(what, { signal, dryRun: true });
  const question = `Forget ${counted(nodes.length, 'node')} and ${counted(links.length, 'link')} in the space ${JSON.stringify(memory.adapter.space)}? This cannot be taken back. [y/N] `;
  // Not as a terminal: then Ctrl-C reaches the process as anywhere else, and Ctrl-D closes the dialogue.
  const dialogue = createInterface({
    input: process.stdin,
    output: process.stderr,
    terminal: false,
  });
  try {
    const closed = once(dialogue, 'close', { signal }).then(() => undefined);
    const answer = await Promise.race([dialogue.question(question, { signal }), closed]);
    if (answer === undefined) process.stderr.write('\n'); // nobody has typed the line break
    return /^y(?:es)?$/i.test(answer?.trim() ?? '');
  } finally {
    dialogue.close();
  }
}

const counted = (count: number, noun: string): string =>
  `${count} ${noun}${count === 1 ? '' : 's'}`;

function forgottenLines(page: Page, forgotten: Forgotten): readonly string[] {
  const { dryRun, nodes, links, restored, notFound } = forgotten;
  const removed = `${counted(nodes.length, 'node')} and ${counted(links.length, 'link')}`;
  return fieldLines(page, [
    [dryRun ? 'Would forget' : 'Forgot', removed],
    ['', nodes.slice(0, shownNodes).map(({ id, kind }) => `${kind} ${id}`)],
    ['', nodes.length > shownNodes ? `and ${nodes.length - shownNodes} more` : ''],
    ['in force again', restored.join(', ')],
    ['not found', notFound.join(', ')],
  ]);
}

/** So many are named in text; `--json` names all. */
const shownNodes = 20;
