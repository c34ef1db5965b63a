import * as z from 'zod';

import { InvalidInputError } from '../errors/input-errors.ts';
import { MemosGraphError } from '../errors/memos-graph-error.ts';
import type { ChangeSet, Outcome } from '../model/change-set.ts';
import { nextCreatedAt } from '../model/instant.ts';
import { noCost } from '../model/receipt.ts';
import { callOptions, type CallOptions, limitsOf, placeOf, type WithReceipt } from './call.ts';
import type { Draft, Plan, WriteOperation } from './define-operation.ts';
import { bounds } from './fields.ts';
import { splitForwardLinks, withLateLinks } from './forward-links.ts';
import { parseOptions } from './options.ts';
import { parseInput } from './parse-input.ts';
import { refusal } from './refusal.ts';
import type { SessionScope } from './session-context.ts';

export interface BatchOptions extends CallOptions {
  /** True: all items or none, and the first failure is thrown. False: each item stands alone and has its own result. Default: true. */
  readonly atomic?: boolean;
}

const batchOptions = callOptions.extend({ atomic: z.boolean().exactOptional() });

/** What became of one item of a batch that is not atomic: its answer, or its error. */
export type BatchItem<Answer> = Answer | { readonly error: MemosGraphError };

export interface BatchAnswer<Answer> {
  /** In the order of the input. */
  readonly items: readonly BatchItem<Answer>[];
}

interface Batch<Schema extends z.ZodType, Answer> {
  readonly target: { readonly scope: SessionScope; changeSet(draft: Draft): ChangeSet };
  readonly operation: WriteOperation<Schema, Answer>;
}

interface Failed {
  readonly error: MemosGraphError;
}

interface Planned<Answer> {
  readonly plan: Plan<Answer>;
  readonly changeSet: ChangeSet;
}

/** Compiles every item, writes all change sets in one call, and gives each item its own answer. */
export function runBatch<Schema extends z.ZodType, Answer extends object>(
  { target, operation }: Batch<Schema, Answer>,
  items: readonly z.input<Schema>[],
  options: BatchOptions,
): Promise<WithReceipt<BatchAnswer<Answer>>> {
  const call = {
    action: `${operation.name} batch`,
    access: 'write',
    // Items that stand alone may need several statements.
    isOneStep: options?.atomic !== false,
    ...placeOf(options),
  } as const;
  return target.scope.run(call, async (runner) => {
    const { atomic = true, ...given } = parseOptions(batchOptions, options);
    const limits = limitsOf(given);
    checkSize(items);
    const compiled = items.map((item, index) => compileItem({ target, operation }, item, index));
    const planned = compiled.filter((row) => 'plan' in row);
    if (atomic) refuseBeforehand(compiled, planned);
    if (planned.length === 0)
      return { items: compiled.filter((row) => 'error' in row), receipt: noCost };
    const changeSetsGiven = planned.map((row) => row.changeSet);
    // Items that stand alone are written in order, so that a link to a later one has no end yet.
    const { changeSets, late } = atomic
      ? splitForwardLinks(changeSetsGiven)
      : { changeSets: changeSetsGiven, late: undefined };
    const sent = late === undefined ? changeSets : [...changeSets, target.changeSet(late)];
    const { value: outcomes, receipt } = await runner.write(sent, { atomic, ...limits });
    if (atomic && outcomes.some((outcome) => outcome.refused)) throw refusal(sent, outcomes);
    const lateOutcome = outcomes[changeSets.length];
    const answers = new Map(
      planned.map((row, index) => [row, answerOf(row, outcomes[index], lateOutcome)]),
    );
    return {
      items: compiled.flatMap((row) => ('error' in row ? row : (answers.get(row) ?? []))),
      receipt,
    };
  });
}

function compileItem<Schema extends z.ZodType, Answer>(
  { target, operation }: Batch<Schema, Answer>,
  item: z.input<Schema>,
  index: number,
): Planned<Answer> | Failed {
  try {
    const plan = operation.compile(parseInput(operation.input, item), nextCreatedAt());
    return { plan, changeSet: target.changeSet(plan.draft) };
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    const field = error.field === '' ? `items[${index}]` : `items[${index}].${error.field}`;
    return {
      error: new InvalidInputError(field, `Item ${index}: ${error.message}`, {
        cause: error.cause,
      }),
    };
  }
}

function answerOf<Answer>(
  { plan, changeSet }: Planned<Answer>,
  given: Outcome | undefined,
  late: Outcome | undefined,
): BatchItem<Answer> {
  if (given === undefined) throw new TypeError(`The engine answered nothing about ${changeSet.id}`);
  const outcome = withLateLinks(given, late);
  if (!outcome.refused) return plan.answer(outcome);
  const error = refusal([changeSet], [outcome], plan.wanted);
  if (!(error instanceof MemosGraphError)) throw error;
  return { error };
}

function refuseBeforehand<Answer>(
  compiled: readonly (Planned<Answer> | Failed)[],
  planned: readonly Planned<Answer>[],
): void {
  for (const row of compiled) if ('error' in row) throw row.error;
  refuseRepeatedIds(planned.map(({ changeSet }) => changeSet.nodes));
}

function checkSize(items: readonly unknown[]): void {
  if (!Array.isArray(items)) throw new InvalidInputError('items', 'Expected `items` to be a list');
  if (items.length > bounds.rowsPerBatch) {
    throw new InvalidInputError(
      'items',
      `Expected \`items\` to be a list of at most ${bounds.rowsPerBatch} items, got ${items.length}; send several batches`,
    );
  }
}

/** One transaction cannot say of two rows with one id which of them is meant. Patterns are merged and exempt. */
function refuseRepeatedIds(
  rows: readonly (readonly {
    readonly record: { readonly id: string; readonly fingerprint?: string };
  }[])[],
): void {
  const seen = new Map<string, number>();
  for (const [index, nodes] of rows.entries()) {
    for (const { record } of nodes) {
      const earlier = record.fingerprint === undefined ? undefined : seen.get(record.id);
      if (earlier !== undefined) {
        throw new InvalidInputError(
          `items[${index}].id`,
          `Expected every item to have its own id, got ${JSON.stringify(record.id)} in items ${earlier} and ${index}; leave one out or use \`atomic: false\``,
        );
      }
      seen.set(record.id, index);
    }
  }
}
