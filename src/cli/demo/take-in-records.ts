import { realpath, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { MemOS } from '../../memos/memos.ts';
import { checkoutRoot } from '../import/git-log.ts';
import { importCommits } from '../import/import-commits.ts';
import { importDecisions } from '../import/import-decisions.ts';
import { packageFolder } from '../package-files.ts';
import { takeInWorkLog } from './take-in-work-log.ts';
import { parseWorkLog } from './work-log.ts';

/** How much the demo has taken in. */
export interface TakenIn {
  readonly lines: number;
  readonly decisions: number;
  /** Absent when the package does not lie in a checkout of its own. */
  readonly commits?: number;
  readonly milliseconds: number;
}

/** Takes in the work log, and the decision records and commits of this project. */
export async function takeInRecords(memory: MemOS, signal: AbortSignal): Promise<TakenIn> {
  const begun = performance.now();
  const lines = parseWorkLog(await readFile(join(packageFolder, 'demo', 'work-log.jsonl'), 'utf8'));
  await takeInWorkLog(memory, lines, signal);
  const decisions = await importDecisions(memory, packageFolder, { signal });
  const commits = (await isOwnCheckout(signal))
    ? (await importCommits(memory, packageFolder, { signal })).created
    : undefined;
  return {
    lines: lines.length,
    decisions: decisions.created,
    ...(commits === undefined ? {} : { commits }),
    milliseconds: Math.round(performance.now() - begun),
  };
}

/** Installed as a dependency, the package lies within the checkout of somebody else. */
async function isOwnCheckout(signal: AbortSignal): Promise<boolean> {
  const root = await checkoutRoot(packageFolder, signal);
  return root !== undefined && (await realpath(root)) === (await realpath(packageFolder));
}
