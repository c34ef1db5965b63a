import type { RecallOptions } from '../../memos/recall.ts';
import type { Recalled } from '../../memos/recall.ts';
import { given } from '../given.ts';
import type { Answer, Invocation } from '../invocation.ts';
import { memoryLines, spaced } from '../text/memory-text.ts';
import type { Page } from '../text/page.ts';

export interface RecallFlags {
  readonly kind?: readonly string[];
  readonly domain?: string;
  readonly entity?: readonly string[];
  readonly since?: string;
  readonly until?: string;
  readonly asOf?: string;
  readonly history?: boolean;
  readonly limit?: number;
  readonly tokenBudget?: number;
}

export async function recall(
  { openMemory, signal }: Invocation,
  question: string,
  { kind, entity, ...same }: RecallFlags,
): Promise<Answer> {
  const filters = given({ ...same, kinds: kind, entities: entity }) as RecallOptions; // checked by the library
  const memory = await openMemory();
  const recalled = await memory.recall(question, { ...filters, signal });
  return {
    json: recalled,
    text: (page) => recalledLines(page, recalled),
    notes: notesOf(recalled),
  };
}

function recalledLines(page: Page, { memories }: Recalled): readonly string[] {
  return spaced(
    memories.map((memory) => memoryLines(page, memory, [['found', memory.why.sentence]])),
  );
}

function notesOf({ memories, truncated, readAs }: Recalled): readonly string[] {
  return [
    ...(readAs === undefined ? [] : [`Read as: ${readAs.sentence}`]),
    ...(truncated ? ['There is more; --limit and --token-budget let it through'] : []),
    ...(memories.length === 0 ? ['Nothing was found'] : []),
  ];
}
