import * as z from 'zod';

import type { CallLimits, Runner } from '../engine/engine.ts';
import type { Removal, RemovalReport, RemovalSelector } from '../engine/removal.ts';
import { InvalidInputError } from '../errors/input-errors.ts';
import { AbortedError } from '../errors/session-errors.ts';
import { nodeKinds } from '../model/kind.ts';
import { addReceipts, type Receipt } from '../model/receipt.ts';
import type { Adapter } from '../operations/adapter.ts';
import { linkEnds } from '../operations/answer-fields.ts';
import {
  callOptions,
  type CallOptions,
  limitsOf,
  placeOf,
  type WithReceipt,
} from '../operations/call.ts';
import { bounds, entityNameOrId, instant, nodeId } from '../operations/fields.ts';
import { isOptions, parseOptions } from '../operations/options.ts';
import { parseInput } from '../operations/parse-input.ts';

/** Up to this many nodes are forgotten in one step, all or nothing; more take several steps. */
const forgetStep = 10_000;

/** A dry run changes nothing and so cannot go on from where it stopped: it looks at all at once. */
const dryRunLimit = 1_000_000;

/** What to forget: nodes by id; an entity, its aliases and every memory about it; memories that occurred before a time; everything. */
export type ForgetSelector =
  | string
  | readonly string[]
  | { readonly entity: string }
  | { readonly before: Date | string }
  | { readonly space: true };

export interface ForgetOptions extends CallOptions {
  /** Only report what would be removed. Default: false. */
  readonly dryRun?: boolean;
  /** Called after each step with the number of nodes removed so far. */
  readonly onProgress?: (removed: number) => void;
}

export const forgetOutput = z
  .object({
    dryRun: z.boolean(),
    atomic: z
      .boolean()
      .describe(
        'False when it took several steps outside of a batch, each all or nothing; the same call goes on where an interrupted one stopped',
      ),
    nodes: z
      .array(z.object({ id: z.string(), kind: z.enum(nodeKinds) }).readonly())
      .readonly()
      .describe('What is gone, in order of id'),
    links: z
      .array(linkEnds)
      .readonly()
      .describe('Every link that had an end among them, in order of (from, type, to)'),
    restored: z
      .array(z.string())
      .readonly()
      .describe(
        'Ids of memories that are in force again, or are now superseded by another, because their superseder is gone',
      ),
    notFound: z
      .array(z.string())
      .readonly()
      .describe('Ids that were given and are not in this space'),
  })
  .readonly();

/** What was forgotten, or would be. */
export type Forgotten = z.output<typeof forgetOutput>;

const selectors = {
  entity: z.strictObject({ entity: entityNameOrId }),
  before: z.strictObject({ before: instant }),
  space: z.strictObject({ space: z.literal(true) }),
  ids: z.strictObject({ ids: z.array(nodeId).min(1).max(bounds.idsPerCall) }),
};

const forgetOptions = callOptions.extend({
  dryRun: z.boolean().exactOptional(),
  onProgress: z
    .custom<NonNullable<ForgetOptions['onProgress']>>(
      (value) => typeof value === 'function',
      'a function',
    )
    .exactOptional(),
});

/** Removes memories and every link at them, in steps of 10,000 nodes. */
export async function forget(
  adapter: Adapter,
  what: ForgetSelector,
  options: ForgetOptions,
): Promise<WithReceipt<Forgotten>> {
  const { scope, space } = adapter;
  const { session, signal } = placeOf(options);
  const context = scope.contextOf(session);
  const isBatch = context?.batchTransaction === true;
  const access = isOptions(options) && options.dryRun === true ? 'read' : 'write';
  return scope.run({ action: 'forget', access, session: context, signal }, async (runner) => {
    const { dryRun = false, onProgress, ...call } = parseOptions(forgetOptions, options);
    const limits = limitsOf(call);
    const selector = selectorOf(what);
    const limit = dryRun ? dryRunLimit : forgetStep;
    const steps = { runner, isBatch, onProgress, limits };
    const { reports, receipt } = await removeInSteps({ space, selector, limit, dryRun }, steps);
    return {
      ...merged(reports),
      dryRun,
      atomic: isBatch || reports.length === 1,
      notFound: notFound(selector, reports),
      receipt,
    };
  });
}

interface Steps {
  readonly runner: Runner;
  /** Whether the steps are one transaction. */
  readonly isBatch: boolean;
  readonly onProgress: ForgetOptions['onProgress'];
  readonly limits: CallLimits;
}

async function removeInSteps(removal: Removal, { runner, isBatch, onProgress, limits }: Steps) {
  const reports: RemovalReport[] = [];
  const receipts: Receipt[] = [];
  let removed = 0;
  let more = true;
  while (more) {
    try {
      const { value, receipt } = await runner.remove(removal, limits);
      reports.push(value);
      receipts.push(receipt);
      removed += value.nodes.length;
      more = value.more && !removal.dryRun;
    } catch (error) {
      if (isBatch || removed === 0 || !(error instanceof AbortedError)) throw error;
      throw abortedAfter(removed, error);
    }
    onProgress?.(removed);
  }
  return { reports, receipt: addReceipts(receipts) };
}

function abortedAfter(removed: number, cause: AbortedError): AbortedError {
  const error = new AbortedError(true, { cause });
  error.message = `The call was aborted after ${removed} nodes were removed, which stay removed; the same call goes on from there`;
  return error;
}

function selectorOf(what: ForgetSelector): RemovalSelector {
  if (typeof what === 'string' || Array.isArray(what)) {
    const { ids } = parseInput(selectors.ids, { ids: typeof what === 'string' ? [what] : what });
    return { by: 'ids', ids: [...new Set(ids)] };
  }
  if (typeof what === 'object' && what !== null) {
    if ('entity' in what) return { by: 'entity', id: parseInput(selectors.entity, what).entity };
    if ('before' in what)
      return { by: 'before', before: parseInput(selectors.before, what).before };
    if ('space' in what && parseInput(selectors.space, what).space) return { by: 'space' };
  }
  throw new InvalidInputError(
    '',
    'Expected ids, { entity }, { before } or { space: true } to say what to forget',
  );
}

function merged(
  reports: readonly RemovalReport[],
): Pick<Forgotten, 'nodes' | 'links' | 'restored'> {
  const gone = new Set(reports.flatMap((report) => report.nodes.map((node) => node.id)));
  return {
    nodes: reports.flatMap((report) => report.nodes),
    links: reports.flatMap((report) => report.links),
    restored: [...new Set(reports.flatMap((report) => report.restored))].filter(
      (id) => !gone.has(id),
    ),
  };
}

function notFound(selector: RemovalSelector, reports: readonly RemovalReport[]): readonly string[] {
  if (selector.by !== 'ids') return [];
  const removed = new Set(reports.flatMap((report) => report.nodes.map((node) => node.id)));
  return selector.ids.filter((id) => !removed.has(id));
}
