import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';

import { InvalidInputError } from '../../errors/input-errors.ts';
import type { Imported } from '../../memos/transfer.ts';
import type { Answer, Invocation } from '../invocation.ts';
import { fieldLines } from '../text/memory-text.ts';

export interface ImportFlags {
  readonly from?: 'git';
}

export async function importSource(
  invocation: Invocation,
  source: string | undefined,
  { from }: ImportFlags,
): Promise<Answer> {
  if (from === 'git') {
    const { importGit } = await import('./import-git.ts');
    return importGit(invocation, source ?? '.');
  }
  if (source === undefined) {
    throw new InvalidInputError('source', 'Expected a file to import, or - for standard input');
  }
  const { openMemory, signal, terminal } = invocation;
  const input = await inputOf(source);
  const memory = await openMemory();
  const imported = await memory.import(jsonLines(input, signal), {
    signal,
    onProgress: (lines) => terminal.progress(`${lines} lines`),
  });
  return { json: imported, text: (page) => fieldLines(page, importedFields(source, imported)) };
}

async function inputOf(source: string): Promise<NodeJS.ReadableStream> {
  if (source === '-') return process.stdin;
  const found = await stat(source).catch(() => undefined);
  if (found === undefined || found.isDirectory()) {
    throw new InvalidInputError(
      'source',
      `Expected the source to be a file that can be read, got ${JSON.stringify(source)}`,
    );
  }
  return createReadStream(source);
}

/** Reads one line after another, so that a file of any length needs little memory. */
async function* jsonLines(input: NodeJS.ReadableStream, signal: AbortSignal): AsyncGenerator {
  const lines = createInterface({ input, crlfDelay: Infinity });
  signal.addEventListener('abort', () => lines.close(), { once: true });
  let number = 0;
  for await (const line of lines) {
    number += 1;
    const text = number === 1 ? line.replace(/^\ufeff/u, '') : line;
    if (text.trim() !== '') yield parsed(text, number);
  }
  signal.throwIfAborted();
}

function parsed(line: string, number: number): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw new InvalidInputError('', `Line ${number} is not JSON; nothing after it was imported`, {
      cause: error,
    });
  }
}

function importedFields(source: string, { nodes, links }: Imported) {
  const isNew = nodes.created + links.created > 0;
  return [
    [isNew ? 'Imported' : 'Unchanged', isNew ? source : `nothing is new in ${source}`],
    ['nodes', `${nodes.created} new, ${nodes.known} known already`],
    ['links', `${links.created} new, ${links.known} known already`],
  ] as const;
}
