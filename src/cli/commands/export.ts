import { randomBytes } from 'node:crypto';
import { open as openFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

import { InvalidInputError } from '../../errors/input-errors.ts';
import type { ExportLine } from '../../memos/transfer.ts';
import type { Answer, Invocation } from '../invocation.ts';
import { fieldLines } from '../text/memory-text.ts';

/** Lines are written together until this many characters wait. */
const chunkCharacters = 65_536;

export async function exportTo(invocation: Invocation, file: string): Promise<Answer | undefined> {
  if (file === '-') return exportToOutput(invocation);
  const target = await targetOf(file);
  const temporary = join(
    dirname(target),
    `.${basename(target)}.${randomBytes(6).toString('hex')}.tmp`,
  );
  try {
    const lines = await writeFile(invocation, temporary);
    await rename(temporary, target);
    return {
      json: { file, lines },
      text: (page) => fieldLines(page, [['Exported', `${lines} lines to ${file}`]]),
    };
  } catch (error) {
    throw fileProblem(error, file);
  } finally {
    await rm(temporary, { force: true }); // after the renaming there is nothing left to remove
  }
}

async function exportToOutput({
  openMemory,
  options,
  signal,
  terminal,
}: Invocation): Promise<undefined> {
  if (options.json === true) {
    throw new InvalidInputError('json', 'Export to - already writes JSON lines; leave --json out');
  }
  const memory = await openMemory();
  await writeChunks(memory.export({ signal }), { signal, write: terminal.write });
  return undefined;
}

/** A link to a file stays a link; a device or folder must never be replaced. */
async function targetOf(file: string): Promise<string> {
  try {
    if (!(await stat(file)).isFile()) {
      throw new InvalidInputError(
        'file',
        `Expected the export to go into a file, got ${JSON.stringify(file)}; - writes to standard output`,
      );
    }
    return await realpath(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return file;
    throw fileProblem(error, file);
  }
}

/** The export is on the disk, whole, before it takes the place of an older one. */
async function writeFile(
  { openMemory, signal, terminal }: Invocation,
  file: string,
): Promise<number> {
  const memory = await openMemory();
  const handle = await openFile(file, 'wx', 0o600);
  try {
    const lines = await writeChunks(memory.export({ signal }), {
      signal,
      write: async (chunk, written) => {
        await handle.writeFile(chunk);
        terminal.progress(`${written} lines`);
      },
    });
    await handle.sync();
    return lines;
  } finally {
    await handle.close();
  }
}

interface Sink {
  readonly signal: AbortSignal;
  readonly write: (chunk: string, lines: number) => Promise<void>;
}

async function writeChunks(
  lines: AsyncIterable<ExportLine>,
  { signal, write }: Sink,
): Promise<number> {
  let chunk = '';
  let count = 0;
  for await (const line of lines) {
    signal.throwIfAborted();
    chunk += `${JSON.stringify(line)}\n`;
    count += 1;
    if (chunk.length < chunkCharacters) continue;
    await write(chunk, count);
    chunk = '';
  }
  if (chunk !== '') await write(chunk, count);
  return count;
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'its folder does not exist',
  EACCES: 'it may not be written',
  EPERM: 'it may not be written',
  EROFS: 'its disk is read-only',
  ENOSPC: 'its disk is full',
};

/** What the file system refuses, in words; everything else stays as it is. */
function fileProblem(error: unknown, file: string): unknown {
  const reason = reasons[(error as NodeJS.ErrnoException).code ?? ''];
  if (reason === undefined) return error;
  return new InvalidInputError('file', `Cannot export to ${JSON.stringify(file)}: ${reason}`, {
    cause: error,
  });
}
