import * as z from 'zod';

import { InvalidInputError } from '../../errors/input-errors.ts';
import type { Forgotten, ForgetSelector } from '../../memos/forget.ts';
import { parseInput } from '../../operations/parse-input.ts';
import { forgetFields, selectorOf } from '../../surface/verb-offers.ts';
import { defineTool, type ToolContext } from '../tool.ts';

const input = z.strictObject({
  ...forgetFields,
  confirm: z
    .boolean()
    .exactOptional()
    .describe('True after the user agreed; needed where the client cannot ask the user itself'),
});

const count = z.int().min(0);
const texts = z.array(z.string()).readonly();

const output = z
  .object({
    state: z.enum(['forgotten', 'dry_run', 'declined']),
    nodes: count,
    links: count,
    amount: z.string().describe('The same in words, by kind'),
    ids: texts.describe('Of the nodes; the first 50'),
    restored: texts.describe('Ids of memories that are in force again'),
    notFound: texts,
  })
  .readonly();

type Outcome = z.output<typeof output>;

const shownIds = 50;

export const forgetTool = defineTool({
  name: 'memory_forget',
  description:
    'Remove memories and every link at them, for good. Give exactly one of `ids`, `entity`, `before` and `everything`. The user is asked first; `dryRun` only counts. To correct something, remember it anew with `supersedes` instead.',
  access: 'destructive',
  isRepeatable: true,
  input,
  output,
  run: async (context, given) => {
    const { confirm, ...fields } = parseInput(input, given);
    const selector = selectorOf(fields);
    const { memory, limits } = context;
    const isAgreed = fields.dryRun || (await agreed(context, selector, confirm));
    const dryRun = fields.dryRun || !isAgreed;
    const report = await memory.forget(selector, { ...limits, dryRun });
    const answer: Outcome = {
      state: isAgreed ? (fields.dryRun ? 'dry_run' : 'forgotten') : 'declined',
      nodes: report.nodes.length,
      links: report.links.length,
      amount: amountOf(report),
      ids: report.nodes.slice(0, shownIds).map(({ id }) => id),
      restored: report.restored,
      notFound: report.notFound,
    };
    return { answer, text: outcomeText };
  },
});

/** Asks the person where that can be done, else takes the model's word that it was done. */
async function agreed(
  { memory, limits, ask }: ToolContext,
  selector: ForgetSelector,
  confirm: boolean | undefined,
): Promise<boolean> {
  const countIt = (): Promise<Forgotten> => memory.forget(selector, { ...limits, dryRun: true });
  const said = await ask(async () => {
    const found = await countIt();
    return found.nodes.length === 0
      ? undefined
      : `Forget ${amountOf(found)}? This cannot be taken back.`;
  });
  if (said !== 'cannot') return said === 'yes';
  if (confirm === true) return true;
  const report = await countIt();
  if (report.nodes.length === 0) return true;
  throw new InvalidInputError(
    'confirm',
    `This would forget ${amountOf(report)}, for good; nothing was changed. Ask the user, then call again with \`confirm: true\``,
  );
}

const plurals: Readonly<Record<string, string>> = { entity: 'entities', alias: 'aliases' };

const counted = (number: number, noun: string): string =>
  `${number} ${number === 1 ? noun : (plurals[noun] ?? `${noun}s`)}`;

/** Such as `2 decisions, 1 entity and 6 links`. */
function amountOf({ nodes, links }: Pick<Forgotten, 'nodes' | 'links'>): string {
  const byKind = new Map<string, number>();
  for (const { kind } of nodes) byKind.set(kind, (byKind.get(kind) ?? 0) + 1);
  const kinds = [...byKind].map(([kind, number]) => counted(number, kind));
  return kinds.length === 0
    ? 'nothing'
    : `${kinds.join(', ')} and ${counted(links.length, 'link')}`;
}

const titles = {
  forgotten: 'Forgotten',
  dry_run: 'Would be forgotten',
  declined: 'The user declined, and nothing was forgotten. It would have been',
} as const;

function outcomeText({ state, nodes, amount, ids, restored, notFound }: Outcome): string {
  return [
    `${titles[state]}: ${amount}`,
    ...(ids.length === 0 ? [] : [`Ids: ${ids.join(', ')}${nodes > ids.length ? ', …' : ''}`]),
    ...(restored.length === 0 ? [] : [`In force again: ${restored.join(', ')}`]),
    ...(notFound.length === 0 ? [] : [`Not found: ${notFound.join(', ')}`]),
  ].join('\n');
}
