import { readFile, stat } from 'node:fs/promises';

import { InvalidInputError } from '../../errors/input-errors.ts';
import { KnowledgeGraph } from '../../memos/knowledge-graph.ts';
import type { MemOS } from '../../memos/memos.ts';
import { parseKnowledgeFile } from '../../memos/parse-knowledge-file.ts';
import type { TakenOver } from '../../memos/take-over-knowledge.ts';

const largestFileBytes = 256 * 1024 * 1024;

/** Takes over a file of the reference memory server, and answers a sentence about it. */
export async function takeOverFile(
  memory: MemOS,
  file: string,
  signal: AbortSignal,
): Promise<string> {
  const parsed = parseKnowledgeFile(await textOf(file));
  const taken = await new KnowledgeGraph(memory.adapter).takeOver(parsed, { signal });
  return sentence(file, taken);
}

async function textOf(file: string): Promise<string> {
  const found = await stat(file).catch(() => undefined);
  if (found?.isFile() !== true) throw unreadable(file);
  if (found.size > largestFileBytes) {
    throw new InvalidInputError(
      'import',
      `Expected --import to name a file of at most ${largestFileBytes} bytes, got ${found.size}`,
    );
  }
  const bytes = await readFile(file).catch((error: unknown) => {
    throw unreadable(file, error);
  });
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new InvalidInputError(
      'import',
      `${JSON.stringify(file)} is not UTF-8; nothing was imported`,
      { cause: error },
    );
  }
}

const unreadable = (file: string, cause?: unknown): InvalidInputError =>
  new InvalidInputError(
    'import',
    `Expected --import to name a file that can be read, got ${JSON.stringify(file)}`,
    { cause },
  );

function sentence(file: string, { entities, relations }: TakenOver): string {
  const isNew = entities.created + entities.extended + relations.created > 0;
  if (!isNew) return `Nothing is new in ${file}`;
  return [
    `Imported ${file}: entities ${entities.created} new, ${entities.extended} extended, ${entities.known} known`,
    `relations ${relations.created} new, ${relations.known} known`,
  ].join('; ');
}
