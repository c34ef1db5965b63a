import type { CallLimits, Runner } from '../engine/engine.ts';
import { knowledgeHeadId, knowledgePrefix } from '../model/identity.ts';
import type { NodeRecord } from '../model/node-record.ts';
import type { Adapter } from '../operations/adapter.ts';
import { type Knowledge, readKnowledge } from './knowledge-record.ts';

const idsPerRead = 1000;
const recordsPerPage = 1000;

/** So often a graph of several pages is read anew that changed meanwhile. */
const attempts = 5;

/** Where the records of a graph are read and written. */
export interface Place {
  readonly adapter: Adapter;
  readonly runner: Runner;
  readonly limits: CallLimits;
}

/** The records that are there, of those asked for. */
export async function recordsOf(
  { adapter, runner, limits }: Place,
  ids: readonly string[],
): Promise<readonly NodeRecord[]> {
  const { space } = adapter;
  const records: NodeRecord[] = [];
  for (let start = 0; start < ids.length; start += idsPerRead) {
    const input = { space, ids: ids.slice(start, start + idsPerRead) };
    const { value } = await runner.read('nodes', input, limits);
    records.push(...value.map(({ node }) => node));
  }
  return records;
}

/** Every record whose id comes behind a prefix. */
export async function recordsBehind(place: Place, prefix: string): Promise<readonly NodeRecord[]> {
  const records: NodeRecord[] = [];
  let page = await pageBehind(place, prefix);
  while (page.after !== undefined) {
    records.push(...page.records);
    page = await pageBehind(place, page.after);
  }
  return [...records, ...page.records];
}

interface Page {
  readonly records: readonly NodeRecord[];
  /** Where the next page begins; undefined when there is none. */
  readonly after: string | undefined;
}

async function pageBehind({ adapter, runner, limits }: Place, after: string): Promise<Page> {
  const { space } = adapter;
  const input = { space, part: 'knowledge', after, limit: recordsPerPage } as const;
  const { value } = await runner.read('exportPage', input, limits);
  const records = value.map(({ node }) => node);
  return { records, after: records.length < recordsPerPage ? undefined : records.at(-1)?.id };
}

/** Every record of the graph, as it was at one time unless it changes faster than it can be read. */
export function readAllKnowledge(
  adapter: Adapter,
  action: string,
  limits: CallLimits,
): Promise<readonly Knowledge[]> {
  const call = { action, access: 'read', signal: limits.signal } as const;
  return adapter.scope.run(call, async (runner) => {
    const place = { adapter, runner, limits };
    const page = await pageBehind(place, knowledgePrefix);
    const records = page.after === undefined ? page.records : await allOfOneTime(place);
    return records.map(readKnowledge);
  });
}

/** Several pages are several statements: they are of one time when no change came between them. */
async function allOfOneTime(place: Place): Promise<readonly NodeRecord[]> {
  for (let attempt = 1; ; attempt += 1) {
    const before = await lastChange(place);
    const records = await recordsBehind(place, knowledgePrefix);
    if (attempt === attempts || before === (await lastChange(place))) return records;
  }
}

const lastChange = async (place: Place): Promise<string | undefined> =>
  (await recordsOf(place, [knowledgeHeadId]))[0]?.summary;
