import * as z from 'zod';

import { InvalidInputError } from '../../errors/input-errors.ts';
import {
  type ClosedCommitment,
  closedOutput,
  completeCommitment,
} from '../../operations/complete-commitment.ts';
import { getCommitments } from '../../operations/list-memories.ts';
import { parseInput } from '../../operations/parse-input.ts';
import { defineTool, type McpTool, type ToolContext } from '../tool.ts';
import { memoryPageFields, pageText, tellPage } from './memory-page.ts';

const listing = getCommitments.input;
const completing = completeCommitment.input;
const { id, outcome, at } = completing.shape;

const both = z.strictObject({
  action: z.enum(['list', 'complete']).default('list'),
  ...listing.shape,
  status: z
    .enum(['open', 'completed', 'broken', 'cancelled', 'superseded'])
    .exactOptional()
    .describe('list: only these. complete: how it ended (default completed)'),
  id: id.exactOptional().describe('complete: the commitment'),
  outcome,
  at,
});

const pageOutput = z.object(memoryPageFields).readonly();
const output = z
  .object({
    ...memoryPageFields,
    closed: closedOutput.exactOptional().describe('Present after complete'),
  })
  .readonly();

const list = async ({ memory, limits }: ToolContext, input: z.input<typeof listing>) => {
  const page = await memory.adapter.read(getCommitments, input, limits);
  return tellPage(page, input.order ?? 'newest');
};

/** For a server that only reads. */
const listOnly = defineTool({
  name: 'memory_commitments',
  description:
    'List promises: open, completed, broken… With order `due` the most urgent come first.',
  access: 'read',
  isRepeatable: true,
  input: listing,
  output: pageOutput,
  run: async (context, input) => ({ ...(await list(context, input)), text: pageText }),
});

const listAndComplete = defineTool({
  name: 'memory_commitments',
  description:
    'List promises (`action: list`; with order `due` the most urgent come first), or close one that was kept, broken or cancelled (`action: complete` with its `id`).',
  access: 'write',
  isRepeatable: true,
  input: both,
  output,
  run: async (context, given) => {
    const { action, ...input } = given;
    const { action: checked } = parseInput(both.pick({ action: true }), { action });
    if (checked === 'list') {
      refuseOthers(checked, input, listing);
      return { ...(await list(context, input)), text: pageText };
    }
    refuseOthers(checked, input, completing);
    const { memory, limits } = context;
    const stored = await memory.adapter.write(completeCommitment, input as CloseInput, limits);
    const { receipt: _cost, ...answer } = stored;
    return {
      answer: { memories: [], truncated: false, closed: answer },
      text: () => closedText(answer),
    };
  },
});

/** The operation checks its own fields. */
type CloseInput = z.input<typeof completing>;

const closedText = ({ id: closedId, applied, status }: ClosedCommitment): string =>
  applied
    ? `Closed: commitment [${closedId}] is ${status}`
    : `Unchanged: commitment [${closedId}] was ${status} before`;

function refuseOthers(action: string, input: object, schema: z.ZodObject): void {
  const stray = Object.keys(input).find((key) => key in both.shape && !(key in schema.shape));
  if (stray === undefined) return;
  throw new InvalidInputError(
    stray,
    `Expected \`${stray}\` to be left out with \`action: ${action}\`; it goes with the other action`,
  );
}

export const commitmentsTool = (mayWrite: boolean): McpTool =>
  mayWrite ? listAndComplete : listOnly;
