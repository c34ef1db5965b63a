import type { ListOptions } from '../../memos/memos.ts';
import type { Adapter } from '../../operations/adapter.ts';
import type { WithReceipt } from '../../operations/call.ts';
import type { MemoryPage } from '../../operations/list-memories.ts';
import type { MemoryView } from '../../operations/memory-view.ts';
import { given } from '../given.ts';
import type { Answer, Invocation } from '../invocation.ts';
import { type Field, memoryLines, spaced } from '../text/memory-text.ts';

interface CommonFlags {
  readonly domain?: string;
  readonly entity?: string;
  readonly since?: string;
  readonly until?: string;
  readonly limit?: number;
  readonly cursor?: string;
}

export interface PageFlags extends CommonFlags {
  readonly kind?: readonly string[];
  readonly status?: string;
  readonly order?: string;
}

export interface DecisionFlags extends CommonFlags {
  readonly status?: string;
  readonly order?: string;
}

export type PatternFlags = CommonFlags;

export async function list(
  { openMemory, signal }: Invocation,
  { kind, ...same }: PageFlags,
): Promise<Answer> {
  const filters = given({ ...same, kinds: kind }) as ListOptions; // checked by the library
  const memory = await openMemory();
  return pageAnswer(await memory.list({ ...filters, signal }));
}

export async function decisions(
  { openMemory, signal }: Invocation,
  flags: DecisionFlags,
): Promise<Answer> {
  const filters = given(flags) as Parameters<Adapter['getDecisions']>[0]; // checked by the library
  const { adapter } = await openMemory();
  return pageAnswer(await adapter.getDecisions(filters, { signal }), ({ rationale }) => [
    ['rationale', rationale],
  ]);
}

export async function patterns(
  { openMemory, signal }: Invocation,
  flags: PatternFlags,
): Promise<Answer> {
  const { adapter } = await openMemory();
  const page = await adapter.getPatterns(given(flags), { signal });
  return pageAnswer({ ...page, items: byStrength(page.items) });
}

/** The strongest first; strength changes with time, so no engine can keep it in order. */
export function byStrength(found: readonly MemoryView[]): readonly MemoryView[] {
  return found.toSorted((a, b) => (b.strength ?? 0) - (a.strength ?? 0));
}

/** One page of memories, each with the fields that `below` takes from it. */
export function pageAnswer(
  page: WithReceipt<MemoryPage>,
  below: (memory: MemoryView) => readonly Field[] = () => [],
): Answer {
  const { items, nextCursor } = page;
  return {
    json: page,
    text: (paper) => spaced(items.map((memory) => memoryLines(paper, memory, below(memory)))),
    notes: [
      ...(items.length === 0 ? ['Nothing was found'] : []),
      ...(nextCursor === null ? [] : [`There is more: --cursor ${nextCursor}`]),
    ],
  };
}
