import type { Neighbour } from '../../engine/reads.ts';
import type { Recalled, RecallOptions } from '../../memos/recall.ts';
import { given } from '../given.ts';
import type { Answer, Invocation } from '../invocation.ts';
import { type Field, memoryLines, spaced } from '../text/memory-text.ts';
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
  readonly context?: number;
  readonly cursor?: string;
  readonly now?: string;
  readonly vectors?: boolean;
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
    memories.map((memory) =>
      memoryLines(page, memory, [
        ...(memory.neighbours ?? []).map(neighbourField),
        ['found', memory.why.sentence],
      ]),
    ),
  );
}

const neighbourField = ({ place, speaker, content }: Neighbour): Field => [
  place < 0 ? 'before' : 'after',
  speaker === undefined ? content : `${speaker}: ${content}`,
];

function notesOf({ memories, truncated, nextCursor, readAs }: Recalled): readonly string[] {
  const notes = readAs === undefined ? [] : [`Read so: ${readAs.sentence}`];
  if (memories.length === 0 && !truncated) return [...notes, 'Nothing was found'];
  if (!truncated) return notes;
  const onward = nextCursor === undefined ? '' : `, or go on with --cursor ${nextCursor}`;
  return [...notes, `There is more; --limit and --token-budget let it through${onward}`];
}
