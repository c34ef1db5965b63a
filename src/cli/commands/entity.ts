import { NodeNotFoundError } from '../../errors/input-errors.ts';
import type { EntityContextAnswer } from '../../operations/get-entity-context.ts';
import { given } from '../given.ts';
import type { Answer, Invocation } from '../invocation.ts';
import { entityLines, fieldLines, memoryLines, spaced } from '../text/memory-text.ts';
import type { Page } from '../text/page.ts';

export interface EntityFlags {
  readonly limit?: number;
  readonly type?: string;
  readonly alias?: readonly string[];
  readonly description?: string;
}

/** Tells about an entity; where something to store is given, makes or extends it. */
export async function entity(
  invocation: Invocation,
  name: string,
  { limit, type, alias, description }: EntityFlags,
): Promise<Answer> {
  const { openMemory, signal } = invocation;
  const isToStore = type !== undefined || alias !== undefined || description !== undefined;
  const memory = await openMemory();
  if (isToStore) {
    const input = { name, ...given({ type, aliases: alias, description }) };
    const stored = await memory.adapter.createEntity(input, { signal });
    const state = storedState(stored);
    return {
      json: stored,
      text: (page) => fieldLines(page, [[state, `entity ${stored.name}  ${stored.id}`]]),
    };
  }
  const context = await memory.getEntityContext(name, { ...given({ limit }), signal });
  if (context.entity === null) throw new NodeNotFoundError([name], 'entity');
  return { json: context, text: (page) => contextLines(page, context) };
}

function storedState({ created, updated }: { created: boolean; updated: boolean }): string {
  if (created) return 'Made';
  return updated ? 'Extended' : 'Unchanged';
}

/** What is known about an entity: its names, who is around it, and the latest memories. */
function contextLines(page: Page, context: EntityContextAnswer): readonly string[] {
  const { entity: known, memories, memoryCount, related } = context;
  if (known === null) return [];
  const around = related.slice(0, 8).map(({ name, shared }) => `${name} (${shared})`);
  const shown = memories.length < memoryCount ? `the latest ${memories.length} of ` : '';
  return spaced([
    [
      ...entityLines(page, known),
      ...fieldLines(
        page,
        [
          ['together with', around.join(', ')],
          ['memories', `${shown}${memoryCount}`],
        ],
        2,
      ),
    ],
    ...memories.map((memory) => memoryLines(page, memory)),
  ]);
}
