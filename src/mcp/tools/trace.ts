import * as z from 'zod';

import { parseInput } from '../../operations/parse-input.ts';
import { stepWords } from '../../operations/step-words.ts';
import { whatLedTo, whatResultedFrom } from '../../operations/trace.ts';
import { listText, nodeText } from '../text.ts';
import { defineTool } from '../tool.ts';
import { shownNode, showNode } from '../views.ts';

const input = z.strictObject({
  ...whatLedTo.input.shape,
  direction: z
    .enum(['led_to', 'resulted_from'])
    .default('led_to')
    .describe('led_to: causes, evidence, what it replaced. resulted_from: effects'),
});

const output = z
  .object({
    start: shownNode,
    paths: z
      .array(
        z
          .array(z.object({ type: z.string(), id: z.string() }).readonly())
          .readonly()
          .describe('Step by step away from the start'),
      )
      .readonly(),
    nodes: z.array(shownNode).readonly(),
    truncated: z.boolean(),
  })
  .readonly();

type Traced = z.output<typeof output>;

export const traceTool = defineTool({
  name: 'memory_trace',
  description:
    'Trace why: the paths of what led to a memory, or of what resulted from it, with every memory on them.',
  access: 'read',
  isRepeatable: true,
  input,
  output,
  run: async ({ memory, limits }, given) => {
    const { direction, ...question } = parseInput(input, given);
    const operation = direction === 'led_to' ? whatLedTo : whatResultedFrom;
    const { start, paths, nodes, truncated } = await memory.adapter.read(
      operation,
      question,
      limits,
    );
    const answer: Traced = {
      start: showNode(start),
      paths,
      nodes: nodes.map(showNode),
      truncated,
    };
    return {
      answer,
      list: 'paths',
      cutTo: (shown) => cutTo(answer, shown),
      text: (traced) => tracedText(traced, direction),
    };
  },
});

/** Nodes are shown for the paths they are on. */
function cutTo(answer: Traced, shown: number): Traced {
  const paths = answer.paths.slice(0, shown);
  const ids = new Set(paths.flat().map(({ id }) => id));
  return { ...answer, paths, nodes: answer.nodes.filter(({ id }) => ids.has(id)) };
}

function tracedText({ start, paths, nodes, truncated }: Traced, direction: string): string {
  const title = direction === 'led_to' ? 'What led to it' : 'What resulted from it';
  const way = direction === 'led_to' ? 'back' : 'on';
  const lines = paths.map(
    (path) =>
      `- [${start.id}]${path.map(({ type, id }) => ` ${stepWords(way, type)} [${id}]`).join('')}`,
  );
  return listText(
    [nodeText(start), paths.length === 0 ? `${title}: nothing is known.` : `${title}:`].join('\n'),
    [
      ...lines,
      ...(nodes.length === 0 ? [] : ['The memories on these paths:']),
      ...nodes.map(nodeText),
      ...(truncated ? ['There is more than is shown; ask with a smaller depth.'] : []),
    ],
  );
}
