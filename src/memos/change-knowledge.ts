import type { CallLimits } from '../engine/engine.ts';
import { ContextChangedError, ContextLostError } from '../errors/session-errors.ts';
import { knowledgeHeadId, knowledgeRelationPrefix } from '../model/identity.ts';
import type { Adapter } from '../operations/adapter.ts';
import type { Draft } from '../operations/define-operation.ts';
import { refusal } from '../operations/refusal.ts';
import type { SessionScope } from '../operations/session-context.ts';
import { Turns } from '../operations/turns.ts';
import { KnowledgeDraft, lockDraft } from './knowledge-draft.ts';
import { type Place, recordsBehind, recordsOf } from './read-knowledge.ts';

const recordsPerRemoval = 10_000;

/** So often a change is made anew whose transaction the database ended. */
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

async function changeWith<Result>(
  place: Place,
  { ids, relations = false }: Wanted,
  work: (draft: KnowledgeDraft) => Result,
): Promise<Result> {
  // Calls of one turn travel together and are carried out in this order: what is read is read behind the lock.
  const [, found, others] = await Promise.all([
    write(place, [lockDraft()]),
    recordsOf(place, [knowledgeHeadId, ...new Set(ids)]),
    relations ? recordsBehind(place, knowledgeRelationPrefix) : [],
  ]);
  const draft = new KnowledgeDraft([...found, ...others]);
  const result = work(draft);
  if (!draft.hasChanged) return result;
  // Every change has a number, by which those who read page by page notice it.
  draft.nextNumber();
  await Promise.all([remove(place, draft.removed()), write(place, draft.drafts())]);
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
