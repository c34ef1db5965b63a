import * as z from 'zod';

import { cursorAfter } from '../operations/list-memories.ts';
import { catalog } from '../surface/catalog.ts';
import type { Offer } from '../surface/offer.ts';
import type { McpTool, Told } from './tool.ts';

/**
 * The name of the tool that an offer becomes: `createEntity` is `memory_create_entity`. `queryGraph` is `query_graph`, since it
 * reads the whole database and not this memory alone.
 */
export function toolName(offer: string): string {
  const words = offer.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return offer === 'queryGraph' ? words : `memory_${words}`;
}

/** What every such tool may add to the answer of its operation. */
const cut = z.object({
  truncated: z.union([z.boolean(), z.enum(['rows', 'bytes'])]).exactOptional(),
  nextCursor: z.string().nullable().exactOptional(),
});

/** One tool for each offer of the catalog, with the operation's own input and answer. */
export const catalogTools: readonly McpTool[] = catalog.map(toolOf);

function toolOf(offer: Offer): McpTool {
  const { name, summary, access, isRepeatable, needs, input, output, run } = offer;
  return {
    name: toolName(name),
    description: `${summary}.`,
    access,
    isRepeatable,
    ...(needs === undefined ? {} : { needs }),
    input,
    output: z.intersection(output, cut),
    run: async ({ memory, limits }, given) => {
      const { receipt: _cost, ...answer } = (await run(memory, given, limits)) as Answer; // every answer is an object
      return told(answer, given);
    },
  };
}

type Answer = Record<string, unknown>;

/** The compact text is the same JSON: these tools are for programs. */
function told(answer: Answer, given: unknown): Told {
  const list = longestList(answer);
  return {
    answer,
    ...(list === undefined ? {} : { list }),
    cursorAfter: (shown) => pageCursor(answer, given, shown),
    text: (shown) => JSON.stringify(shown),
  };
}

function longestList(answer: Answer): string | undefined {
  const lists = Object.entries(answer).filter(([, value]) => Array.isArray(value));
  const sizes = lists.map(([key, value]) => [key, JSON.stringify(value).length] as const);
  return sizes.toSorted(([, a], [, b]) => b - a)[0]?.[0];
}

/** A list that has a cursor can go on from any of its items. */
function pageCursor(answer: Answer, given: unknown, shown: number): string | undefined {
  const { items } = answer;
  if (!('nextCursor' in answer) || !Array.isArray(items)) return undefined;
  const last: unknown = items[Math.max(1, shown) - 1];
  const order = orders.parse(given).order;
  return last === undefined
    ? undefined
    : cursorAfter(order, last as Parameters<typeof cursorAfter>[1]); // a page holds memories
}

const orders = z.object({ order: z.enum(['newest', 'oldest', 'due']).default('newest') });
