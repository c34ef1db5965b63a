import * as z from 'zod';

import type { EngineHealth } from '../engine/engine.ts';
import type { Statistics } from '../engine/reads.ts';
import { type ErrorCode, MemosGraphError } from '../errors/memos-graph-error.ts';
import type { Adapter } from '../operations/adapter.ts';
import { type CallOptions, limitsOf } from '../operations/call.ts';
import { defineRead } from '../operations/define-operation.ts';

export interface Health extends EngineHealth {
  readonly space: string;
  /** True when `problems` is empty. */
  readonly ok: boolean;
  /** What this space holds; absent when it cannot be read. */
  readonly counts?: Statistics;
}

const statistics = defineRead({
  name: 'health',
  summary: 'Tell what holds the memory, how much there is, and what is wrong',
  input: z.strictObject({}),
  run: (_input, reader) => reader.read('statistics', {}),
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
    const { receipt: _cost, ...counts } = await adapter.read(statistics, {}, options);
    return { ...base, counts, ok: engine.problems.length === 0 };
  } catch (error) {
    if (!MemosGraphError.isInstance(error) || errorsOfTheCall.has(error.code)) throw error;
    return { ...base, ok: false, problems: [...engine.problems, error.message] };
  }
}
