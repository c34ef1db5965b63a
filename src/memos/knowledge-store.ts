import type { CallLimits, Costed, Runner } from '../engine/engine.ts';
import type { ExportedNode, ExportInput } from '../engine/reads.ts';
import { ContextChangedError, ContextLostError } from '../errors/session-errors.ts';
import { knowledgeHeadId, knowledgePrefix, knowledgeRelationPrefix } from '../model/identity.ts';
import type { NodeRecord } from '../model/node-record.ts';
import type { Adapter } from '../operations/adapter.ts';
import type { Draft } from '../operations/define-operation.ts';
import { refusal } from '../operations/refusal.ts';
import type { SessionScope } from '../operations/session-context.ts';
import { Turns } from '../operations/turns.ts';
import { KnowledgeDraft, lockDraft } from './knowledge-draft.ts';
import { type Knowledge, readKnowledge } from './knowledge-record.ts';

const idsPerRead = 1000;
const recordsPerPage = 1000;
const recordsPerRemoval = 10_000;

/** So often a change is made anew whose transaction the database ended, and a graph read anew that changed meanwhile. */
const attempts = 5;

/** What a change looks at. */
export interface Wanted {
  readonly action: string;
  /** Ids of the records. */
  readonly ids: readonly string[];
  /** True: every relation as well. */
  readonly relations?: boolean;
}

/** Changes of one graph follow one another within a process too, so that they wait here and not with a connection each. */
const turns = new WeakMap<SessionScope, Map<string, Turns>>();

function turnsOf({ scope, space }: Adapter): Turns {
  const spaces = turns.get(scope) ?? new Map<string, Turns>();
  turns.set(scope, spaces);
  const found = spaces.get(space) ?? new Turns();
  spaces.set(space, found);
  return found;
}

/** Reads, decides and writes in one transaction that no other change of this graph runs beside, in any process. */
export function changeKnowledge<Result>(
  adapter: Adapter,
  wanted: Wanted,
  { work, limits }: { work: (draft: KnowledgeDraft) => Result; limits: CallLimits },
): Promise<Result> {
  const once = (): Promise<Result> =>
    adapter.sessionContext({ batchTransaction: true }, (session) =>
      adapter.scope.run(
        { action: wanted.action, access: 'write', session, signal: limits.signal },
        (runner) => changeWith({ adapter, runner, limits }, wanted, work),
      ),
    );
  return turnsOf(adapter).alone(limits.signal, async () => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await once();
      } catch (error) {
        if (attempt === attempts || !isUndone(error)) throw error;
      }
    }
  });
}

const isUndone = (error: unknown): boolean =>
  error instanceof ContextChangedError ||
  (error instanceof ContextLostError && !error.mayBeApplied);

interface Place {
  readonly adapter: Adapter;
  readonly runner: Runner;
  readonly limits: CallLimits;
}

async function changeWith<Result>(
  place: Place,
  { ids, relations = false }: Wanted,
  work: (draft: KnowledgeDraft) => Result,
): Promise<Result> {
  await write(place, [lockDraft()]);
  const found = await recordsOf(place, [knowledgeHeadId, ...new Set(ids)]);
  const others = relations ? (await pagesOf(place, knowledgeRelationPrefix)).flat() : [];
  const draft = new KnowledgeDraft([...found, ...others]);
  const result = work(draft);
  if (!draft.hasChanged) return result;
  // Every change has a number, by which those who read page by page notice it.
  draft.nextNumber();
  await remove(place, draft.removed());
  await write(place, draft.drafts());
  return result;
}

async function write({ adapter, runner, limits }: Place, drafts: readonly Draft[]): Promise<void> {
  const changeSets = drafts.map((draft) => adapter.changeSet(draft));
  const { value } = await runner.write(changeSets, { atomic: true, ...limits });
  if (value.some(({ refused }) => refused)) throw refusal(changeSets, value);
}

async function remove({ adapter, runner, limits }: Place, ids: readonly string[]): Promise<void> {
  for (let start = 0; start < ids.length; start += recordsPerRemoval) {
    const step = ids.slice(start, start + recordsPerRemoval);
    const selector = { by: 'ids', ids: step } as const;
    const removal = { space: adapter.space, selector, limit: step.length, dryRun: false };
    await runner.remove(removal, limits);
  }
}

/** The records that are there, of those asked for. */
async function recordsOf(
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

/** Every record behind an id, page by page. */
async function pagesOf(
  { adapter, runner, limits }: Place,
  behind: string,
): Promise<readonly (readonly NodeRecord[])[]> {
  const pages: (readonly NodeRecord[])[] = [];
  for (let after: string | undefined = behind; after !== undefined;) {
    const input: ExportInput = {
      space: adapter.space,
      part: 'knowledge',
      after,
      limit: recordsPerPage,
    };
    const { value }: Costed<readonly ExportedNode[]> = await runner.read(
      'exportPage',
      input,
      limits,
    );
    pages.push(value.map(({ node }) => node));
    after = value.length < recordsPerPage ? undefined : value.at(-1)?.node.id;
  }
  return pages;
}

/** Every record of the graph as it was at one time, unless it changes faster than it can be read. */
export function readAllKnowledge(
  adapter: Adapter,
  action: string,
  limits: CallLimits,
): Promise<readonly Knowledge[]> {
  const call = { action, access: 'read', signal: limits.signal } as const;
  return adapter.scope.run(call, async (runner) => {
    const place = { adapter, runner, limits };
    for (let attempt = 1; ; attempt += 1) {
      const before = await lastChange(place);
      const pages = await pagesOf(place, knowledgePrefix);
      // One page is one statement, which sees one time.
      const isOfOneTime = pages.length === 1 || before === (await lastChange(place));
      if (isOfOneTime || attempt === attempts) return pages.flat().map(readKnowledge);
    }
  });
}

const lastChange = async (place: Place): Promise<string | undefined> =>
  (await recordsOf(place, [knowledgeHeadId]))[0]?.summary;
