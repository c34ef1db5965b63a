import * as z from 'zod';

import { analysisVersion } from '../analysis/analyse-memory.ts';
import type { EngineHealth } from '../engine/engine.ts';
import type { Statistics } from '../engine/reads.ts';
import { type ErrorCode, MemosGraphError } from '../errors/memos-graph-error.ts';
import { addReceipts } from '../model/receipt.ts';
import type { Adapter } from '../operations/adapter.ts';
import { type CallOptions, limitsOf } from '../operations/call.ts';
import { defineRead } from '../operations/define-operation.ts';

export interface Health extends EngineHealth {
  readonly space: string;
  /** True when `problems` is empty. */
  readonly ok: boolean;
  /** What this space holds; absent when it cannot be read. */
  readonly counts?: Statistics;
  /** What the memories of this space are found by; absent when it cannot be read. */
  readonly analysis?: {
    /** The version of this release. */
    readonly version: number;
    /** How many memories have another one: they are found, but not as well as they could be until `reindex` is run. */
    readonly outdated: number;
  };
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
export async function health(adapter: Adapter, options: CallOptions): Promise<Health> {
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
    return { ...base, ok: false, problems: [...engine.problems, error.message] };
  }
}

function adviceAbout(outdated: number): readonly string[] {
  if (outdated === 0) return [];
  const counted = outdated === 1 ? '1 memory was' : `${outdated} memories were`;
  return [`${counted} analysed by another release; to find them better, run memos-graph reindex`];
}
