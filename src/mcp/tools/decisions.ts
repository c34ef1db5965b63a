import * as z from 'zod';

import { getDecisions } from '../../operations/list-memories.ts';
import { defineTool } from '../tool.ts';
import { memoryPageFields, pageText, tellPage } from './memory-page.ts';

export const decisionsTool = defineTool({
  name: 'memory_decisions',
  description:
    'List what was decided and why, the latest first. For the decisions that hold now, ask with status in_force.',
  access: 'read',
  isRepeatable: true,
  input: getDecisions.input,
  output: z.object(memoryPageFields).readonly(),
  run: async ({ memory, limits }, input) => {
    const page = await memory.adapter.read(getDecisions, input, limits);
    return { ...tellPage(page, input.order ?? 'newest'), text: pageText };
  },
});
