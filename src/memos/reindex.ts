import * as z from 'zod';

import { analysisVersion } from '../analysis/analyse-memory.ts';
import type { Runner } from '../engine/engine.ts';
import type { OutdatedMemory } from '../engine/reads.ts';
import { AbortedError } from '../errors/session-errors.ts';
import { addReceipts, type Receipt } from '../model/receipt.ts';
import type { Adapter } from '../operations/adapter.ts';
import { reanalysed } from '../operations/analysed.ts';
import {
  callOptions,
  type CallOptions,
  limitsOf,
  placeOf,
  type WithReceipt,
} from '../operations/call.ts';
import { emptyDraft } from '../operations/define-operation.ts';
import { parseOptions } from '../operations/options.ts';

/** So many memories are read at once, and so many written together, all or nothing: small enough that others get their turn. */
const pageSize = 100;
const writtenTogether = 10;

/** Memories that change while they are analysed are analysed again, so often. */
const mostAttempts = 5;

export interface ReindexProgress {
  readonly reindexed: number;
  /** How many there were to be reindexed when it began. */
  readonly total: number;
}

export interface ReindexOptions extends CallOptions {
  /** Called after each step. */
  readonly onProgress?: (progress: ReindexProgress) => void;
}

export interface Reindexed {
  /** How many memories were reindexed. */
  readonly reindexed: number;
  /** The version of the analysis that all memories of the space have now. */
  readonly version: number;
}

const reindexOptions = callOptions.extend({
  onProgress: z
    .custom<NonNullable<ReindexOptions['onProgress']>>(
      (value) => typeof value === 'function',
      'a function',
    )
    .exactOptional(),
});

/**
 * Analyses anew what another release has analysed, in small steps: the memory stays usable meanwhile, and the same call goes on where an
 * interrupted one has stopped.
 */
export async function reindex(
  adapter: Adapter,
  options: ReindexOptions,
): Promise<WithReceipt<Reindexed>> {
  const { scope, space } = adapter;
  const call = { action: 'reindex', access: 'write', ...placeOf(options) } as const;
  return scope.run(call, async (runner) => {
    const { onProgress, ...given } = parseOptions(reindexOptions, options);
    const limits = limitsOf(given);
    const input = { space, version: analysisVersion };
    const counted = await runner.read('outdatedCount', input, limits);
    const receipts: Receipt[] = [counted.receipt];
    let reindexed = 0;
    let attempts = 0;
    let last = '';
    try {
      while (attempts < mostAttempts) {
        const page = await runner.read('outdated', { ...input, limit: pageSize }, limits);
        receipts.push(page.receipt);
        if (page.value.length === 0) break;
        const ids = page.value.map(({ node }) => node.id).join('\n');
        attempts = ids === last ? attempts + 1 : 0;
        if (ids !== last) reindexed += page.value.length;
        last = ids;
        receipts.push(await writePage(adapter, { runner, limits }, page.value));
        onProgress?.({ reindexed, total: Math.max(counted.value, reindexed) });
      }
    } catch (error) {
      throw error instanceof AbortedError && reindexed > 0 ? abortedAfter(reindexed, error) : error;
    }
    return { reindexed, version: analysisVersion, receipt: addReceipts(receipts) };
  });
}

interface Call {
  readonly runner: Runner;
  readonly limits: ReturnType<typeof limitsOf>;
}

async function writePage(
  adapter: Adapter,
  { runner, limits }: Call,
  page: readonly OutdatedMemory[],
): Promise<Receipt> {
  const steps = Array.from({ length: Math.ceil(page.length / writtenTogether) }, (_, step) =>
    page.slice(step * writtenTogether, (step + 1) * writtenTogether),
  );
  const changeSets = steps.map((memories) =>
    adapter.changeSet({ ...emptyDraft, reindexed: memories.map(reanalysed) }),
  );
  const { value, receipt } = await runner.write(changeSets, { atomic: false, ...limits });
  const failed = value.find((outcome) => outcome.refused && outcome.failure !== undefined);
  if (failed?.refused === true) throw failed.failure;
  return receipt;
}

function abortedAfter(reindexed: number, cause: AbortedError): AbortedError {
  const error = new AbortedError(true, { cause });
  error.message = `The call was aborted after about ${reindexed} memories were reindexed, which stay so; the same call goes on from there`;
  return error;
}
