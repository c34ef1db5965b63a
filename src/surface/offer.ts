import type * as z from 'zod';

import type { Capability, CallLimits } from '../engine/engine.ts';
import type { MemOS } from '../memos/memos.ts';
import type { Answering, ReadOperation, WriteOperation } from '../operations/define-operation.ts';

/** What a call does to what is stored; it becomes the hints of MCP tools and is told in OpenAPI. */
export type Access = 'read' | 'write' | 'destructive';

/** One thing that every surface offers: an operation, a batch or a verb, with all that a surface needs to know of it. */
export interface Offer {
  /** As the library calls it, such as `createEntity`; routes and tools are named after it. */
  readonly name: string;
  readonly summary: string;
  readonly access: Access;
  /** True when the same call sent twice changes nothing more, whatever its input is. */
  readonly isRepeatable: boolean;
  /** Where the caller's own key goes that makes a call repeatable: into `id`, or into the `id` of every item. */
  readonly key?: 'id' | 'items';
  /** What the engine must have for it. */
  readonly needs?: Capability;
  readonly input: z.ZodType;
  /** What it answers, its receipt aside. */
  readonly output: z.ZodType;
  /** Checks the input and runs; throws what the library throws. */
  readonly run: (memory: MemOS, input: unknown, limits: CallLimits) => Promise<object>;
}

type Extras = Partial<Pick<Offer, 'name' | 'summary' | 'key' | 'isRepeatable'>>;

/** Offers an operation that writes. */
export function offerWrite<Schema extends z.ZodType, Answer extends object>(
  operation: WriteOperation<Schema, Answer>,
  extras: Extras = {},
): Offer {
  const { name, summary, access, input, output } = operation;
  return {
    name,
    summary,
    access,
    isRepeatable: extras.key === undefined,
    input,
    output,
    // The adapter checks the input by the schema.
    run: (memory, given, limits) =>
      memory.adapter.write(operation, given as z.input<Schema>, limits),
    ...extras,
  };
}

/** Offers an operation that reads. */
export function offerRead<Schema extends z.ZodType, Answer extends object>(
  operation: ReadOperation<Schema, Answer> & Answering<Answer>,
): Offer {
  const { name, summary, access, input, output } = operation;
  return {
    name,
    summary,
    access,
    isRepeatable: true,
    input,
    output,
    // As above.
    run: (memory, given, limits) =>
      memory.adapter.read(operation, given as z.input<Schema>, limits),
  };
}
