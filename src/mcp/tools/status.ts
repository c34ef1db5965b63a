import { shownCounts } from '../../memos/health.ts';
import { parseInput } from '../../operations/parse-input.ts';
import { nothing, shownHealth, shownHealthOutput } from '../../surface/verb-offers.ts';
import { defineTool } from '../tool.ts';

export const statusTool = defineTool({
  name: 'memory_status',
  description: 'Tell how much is remembered here, and whether anything is wrong with the memory.',
  access: 'read',
  isRepeatable: true,
  input: nothing,
  output: shownHealthOutput,
  run: async ({ memory, limits }, given) => {
    parseInput(nothing, given);
    const answer = await shownHealth(memory, limits);
    return {
      answer,
      text: ({ ok, engine, version, space, counts, problems }) =>
        [
          `${ok ? 'In order' : 'Something is wrong'}: ${engine} ${version}, space ${JSON.stringify(space)}`,
          ...(counts === undefined ? [] : [countsText(counts)]),
          ...problems.map((problem) => `- ${problem}`),
        ].join('\n'),
    };
  },
});

const countsText = ({
  nodes,
  links,
}: NonNullable<Awaited<ReturnType<typeof shownHealth>>['counts']>) =>
  `Holds: ${Object.entries({ ...shownCounts(nodes), links })
    .map(([kind, count]) => `${kind} ${count}`)
    .join(', ')}`;
