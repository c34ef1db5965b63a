import * as z from 'zod';

import { analysisVersion } from '../analysis/analyse-memory.ts';
import type { EngineHealth, SchemaStatus } from '../engine/engine.ts';
import type { Statistics } from '../engine/reads.ts';
import { type ErrorCode, MemosGraphError } from '../errors/memos-graph-error.ts';
import { nodeKinds } from '../model/kind.ts';
import { addReceipts } from '../model/receipt.ts';
import type { Adapter } from '../operations/adapter.ts';
import { type CallOptions, limitsOf } from '../operations/call.ts';
import { defineRead } from '../operations/define-operation.ts';

const texts = z.array(z.string()).readonly();
const count = z.int().min(0);

const schemaStatus = z
  .object({
    version: count.describe('The version that is applied; 0 when none is'),
    wanted: count.describe('The version this release needs'),
    problems: texts.describe('What is missing or different; empty when all is in place'),
    applied: texts.describe('What was changed'),
  })
  .readonly() satisfies z.ZodType<SchemaStatus>;

const countsOutput = z
  .object({ nodes: z.record(z.enum(nodeKinds), count).readonly(), links: count })
  .readonly() satisfies z.ZodType<Statistics>;

export const healthFields = {
  engine: z.enum(['sqlite', 'neo4j']),
  version: z.string().describe('Of the database itself'),
  location: z.string().describe('File path or server address, without secrets'),
  schema: schemaStatus,
  latencyMs: z.number().describe('How long the smallest read took'),
  problems: texts.describe('What is wrong, with what to do about it; empty when nothing is'),
  advice: texts.describe('What could be safer; nothing fails for it'),
  space: z.string(),
  ok: z.boolean().describe('True when nothing is wrong'),
  counts: countsOutput
    .exactOptional()
    .describe('What this space holds; absent when it cannot be read'),
  analysis: z
    .object({
      version: count.describe('The version of this release'),
      outdated: count.describe(
        'How many memories have another one: they are found, but not as well as they could be until `reindex` is run',
      ),
    })
    .readonly()
    .exactOptional()
    .describe('What the memories of this space are found by; absent when it cannot be read'),
} satisfies Record<keyof EngineHealth, z.ZodType> & Record<string, z.ZodType>;

const output = z.object(healthFields).readonly();

/** What holds the memory, and how it is. */
export type Health = z.output<typeof output>;

/** The counts as they are told to people: most spaces hold no knowledge records, and their owners need not wonder what those are. */
export function shownCounts({
  knowledge,
  ...others
}: Statistics['nodes']): Partial<Statistics['nodes']> {
  return knowledge === 0 ? others : { ...others, knowledge };
}

const statistics = defineRead({
  name: 'health',
  summary: 'Tell what holds the memory, how much there is, and what is wrong',
  input: z.strictObject({}),
  run: async (_input, reader) => {
    const counted = await reader.read('statistics', {});
    const outdated = await reader.read('outdatedCount', { version: analysisVersion });
    const analysis = { version: analysisVersion, outdated: outdated.value };
    const receipt = addReceipts([counted.receipt, outdated.receipt]);
    return { value: { counts: counted.value, analysis }, receipt };
  },
});

/** Errors of the call and not of what it looks at. */
const errorsOfTheCall: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'ABORTED',
  'CLOSED',
  'CONTEXT_CLOSED',
  'CONTEXT_FAILED',
  'INVALID_INPUT',
]);

/** Looks at the engine first, outside of any context, so that a missing schema is told in words instead of failing. */
export async function health(
  adapter: Adapter,
  options: CallOptions,
  sentenceOf: (error: MemosGraphError) => string = ({ message }) => message,
): Promise<Health> {
  const limits = limitsOf(options);
  adapter.scope.contextOf(options.session)?.refuseWhenClosed('health');
  const engine = await adapter.health(limits);
  const base = { ...engine, space: adapter.space };
  if (engine.schema.problems.length > 0) return { ...base, ok: false };
  try {
    const { receipt: _cost, ...found } = await adapter.read(statistics, {}, options);
    return {
      ...base,
      ...found,
      advice: [...adviceAbout(found.analysis.outdated), ...engine.advice],
      ok: engine.problems.length === 0,
    };
  } catch (error) {
    if (!MemosGraphError.isInstance(error) || errorsOfTheCall.has(error.code)) throw error;
    return { ...base, ok: false, problems: [...engine.problems, sentenceOf(error)] };
  }
}

function adviceAbout(outdated: number): readonly string[] {
  if (outdated === 0) return [];
  const counted = outdated === 1 ? '1 memory was' : `${outdated} memories were`;
  return [`${counted} analysed by another release; to find them better, run memos-graph reindex`];
}
