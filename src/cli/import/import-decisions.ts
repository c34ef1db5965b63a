import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { MemOS } from '../../memos/memos.ts';
import { type DecisionRecord, parseDecisionRecord } from './decision-record.ts';
import type { ImportCalls } from './import-commits.ts';
import { emptyTally, type Tally, tallyItems } from './tally.ts';

export interface ImportedDecisions extends Tally {
  /** Files in the folder that are no decision records. */
  readonly skipped: readonly string[];
}

/** Takes in `docs/decisions/*.md` of a folder, the oldest first; what is there already stays. */
export async function importDecisions(
  { adapter }: MemOS,
  folder: string,
  { signal }: ImportCalls,
): Promise<ImportedDecisions> {
  const { records, skipped } = await readRecords(join(folder, 'docs', 'decisions'));
  const ids = new Map(records.map((record) => [record.number ?? record.key, decisionId(record)]));
  const tally = emptyTally();
  const memories = await adapter.storeMemoryBatch(
    records.map((record) => memoryOf(record, ids)),
    { atomic: false, signal },
  );
  tallyItems(tally, memories.items, (index) => records[index]?.key ?? '');
  const stored = records.filter((_record, index) => !('error' in (memories.items[index] ?? {})));
  const links = stored.flatMap((record) => consequences(record, ids));
  const linked = await adapter.linkNodesBatch(links, { atomic: false, signal });
  tallyItems(
    tally,
    linked.items.filter((item) => 'error' in item),
    () => 'link',
  );
  return { ...tally, skipped };
}

const decisionId = ({ key }: DecisionRecord): string => `decision:${key}`;

interface Records {
  readonly records: readonly DecisionRecord[];
  readonly skipped: readonly string[];
}

async function readRecords(folder: string): Promise<Records> {
  const files = (await namesIn(folder)).filter((name) => name.toLowerCase().endsWith('.md'));
  const skipped: string[] = [];
  const records: DecisionRecord[] = [];
  for (const name of files.toSorted()) {
    const record = parseDecisionRecord(name, await readFile(join(folder, name), 'utf8'));
    if (record === undefined) skipped.push(name);
    else records.push(record);
  }
  return { records: records.toSorted(byDate), skipped };
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch {
    return []; // most checkouts have no such folder
  }
}

/** What is superseded must be stored before what supersedes it. */
function byDate(a: DecisionRecord, b: DecisionRecord): number {
  const [first, second] = [`${a.date ?? ''} ${a.key}`, `${b.date ?? ''} ${b.key}`];
  return first < second ? -1 : Number(first > second);
}

function memoryOf(record: DecisionRecord, ids: ReadonlyMap<string, string>) {
  const { content, date, rationale, alternatives, entities, supersedes } = record;
  const replaced = supersedes.flatMap((number) => ids.get(number) ?? []);
  return {
    kind: 'decision' as const,
    id: decisionId(record),
    content,
    ...(date === undefined ? {} : { occurredAt: date }),
    ...(rationale === undefined ? {} : { rationale }),
    ...(alternatives.length === 0 ? {} : { alternatives: [...alternatives] }),
    ...(entities.length === 0 ? {} : { entities: [...entities] }),
    ...(replaced.length === 0 ? {} : { supersedes: replaced }),
  };
}

/** A record names those that came after it, so these links can only be made when all are stored. */
function consequences(record: DecisionRecord, ids: ReadonlyMap<string, string>) {
  const from = decisionId(record);
  return record.leadsTo
    .flatMap((number) => ids.get(number) ?? [])
    .filter((to) => to !== from)
    .map((to) => ({ from, type: 'LEADS_TO', to }));
}
