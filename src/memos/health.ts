import * as z from 'zod';

import type { EngineHealth } from '../engine/engine.ts';
import type { Statistics } from '../engine/reads.ts';
import { MemosGraphError } from '../errors/memos-graph-error.ts';
import type { Adapter } from '../operations/adapter.ts';
import type { CallOptions } from '../operations/call.ts';
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

/** Looks at the engine first, so that a missing schema is told in words instead of failing. */
export async function health(
  adapter: Adapter,
  options: Pick<CallOptions, 'signal'>,
): Promise<Health> {
  const engine = await adapter.health(options);
  const base = { ...engine, space: adapter.space };
  if (engine.schema.problems.length > 0) return { ...base, ok: false };
  try {
    const { receipt: _cost, ...counts } = await adapter.read(statistics, {}, options);
    return { ...base, counts, ok: engine.problems.length === 0 };
  } catch (error) {
    if (!MemosGraphError.isInstance(error)) throw error;
    return { ...base, ok: false, problems: [...engine.problems, error.message] };
  }
}
