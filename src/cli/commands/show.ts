import { exitCodes } from '../exit-code.ts';
import type { Answer, Invocation } from '../invocation.ts';
import { nodeLines, spaced } from '../text/memory-text.ts';
import { visible } from '../text/visible.ts';

export async function show(
  { openMemory, signal }: Invocation,
  ids: readonly string[],
): Promise<Answer> {
  const memory = await openMemory();
  const found = await memory.get(ids, { signal });
  const shown = new Set(found.items.map(({ id }) => id));
  // The id of an alias is answered by its entity, so fewer answers than ids may still be all.
  const notFound = [...new Set(ids)].filter((id) => !shown.has(id));
  const isComplete = found.items.length >= new Set(ids).size || notFound.length === 0;
  return {
    json: { ...found, notFound: isComplete ? [] : notFound },
    text: (page) => spaced(found.items.map((view) => nodeLines(page, view))),
    notes: isComplete ? [] : [`Not in this space: ${notFound.map(visible).join(', ')}`],
    exitCode: isComplete ? exitCodes.ok : exitCodes.notFound,
  };
}
