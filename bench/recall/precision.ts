import type { MemOS } from 'memos-graph';
import * as z from 'zod';

import { readData } from './collection.ts';

const belief = z
  .object({
    _id: z.string(),
    user_id: z.string(),
    type: z.string(),
    canonical_name: z.string(),
    aliases: z.array(z.string()),
    content: z.string(),
    scope: z.array(z.string()),
    pinned: z.boolean(),
    superseded_by: z.string().nullable(),
    created_at: z.string(),
  })
  .transform(({ _id: id, ...given }) => ({ id, ...given }));

type Belief = z.output<typeof belief>;

const testCase = z.object({
  caseId: z.string(),
  category: z.string(),
  userId: z.string().default('test-user'),
  scope: z.array(z.string()),
  query: z.string(),
  budget: z.object({ maxBeliefs: z.number().optional() }).optional(),
  expect: z.object({
    relevantBeliefs: z.object({ shouldOnlyInclude: z.array(z.string()).optional() }).optional(),
  }),
});

/** A question to scoped beliefs, and exactly which of them are relevant. */
export interface PrecisionCase {
  readonly name: string;
  readonly category: string;
  readonly expected: ReadonlySet<string>;
  readonly found: ReadonlySet<string>;
}

/**
 * Asks the cases that say exactly what is relevant. Each belief is a memory in the domain of its scope, about the names it goes by,
 * superseded as the data says. Relevant is what is about an entity that the question names (`why.entities`); beliefs that
 * are pinned, open questions or universal are given to the reader by other ways in that data, and are left out.
 */
export async function askPrecision(
  folder: string,
  open: () => Promise<MemOS>,
): Promise<readonly PrecisionCase[]> {
  const beliefs = readData(folder, 'precision/beliefs.seed.json', z.array(belief));
  const cases = readData(folder, 'precision/retrieval.cases.json', z.array(testCase));
  await using memory = await open();
  for (const user of new Set(beliefs.map(({ user_id }) => user_id)))
    await store(
      memory.space(spaceOf(user)),
      beliefs.filter(({ user_id }) => user_id === user),
    );
  const asked: PrecisionCase[] = [];
  for (const one of cases) {
    const expected = one.expect.relevantBeliefs?.shouldOnlyInclude;
    if (expected === undefined) continue;
    const found = await relevantTo(memory.space(spaceOf(one.userId)), one, beliefs);
    asked.push({ name: one.caseId, category: one.category, expected: new Set(expected), found });
  }
  return asked;
}

const spaceOf = (user: string): string => `bench-precision-${user}`;

/** The superseded before what supersedes them. */
async function store(memory: MemOS, beliefs: readonly Belief[]): Promise<void> {
  const byTime = beliefs.toSorted((a, b) => (a.created_at < b.created_at ? -1 : 1));
  for (const one of byTime) {
    const supersedes = beliefs.filter(({ superseded_by }) => superseded_by === one.id);
    await memory.remember(one.content, {
      id: one.id,
      kind: one.type === 'decision' ? 'decision' : 'note',
      occurredAt: one.created_at,
      entities: [one.canonical_name.replaceAll('_', ' '), ...one.aliases],
      ...(one.scope[0] === undefined ? {} : { domain: one.scope[0] }),
      ...(supersedes.length === 0 ? {} : { supersedes: supersedes.map(({ id }) => id) }),
    });
  }
}

async function relevantTo(
  memory: MemOS,
  { query, scope, budget }: z.output<typeof testCase>,
  beliefs: readonly Belief[],
): Promise<ReadonlySet<string>> {
  const isOffered = new Set(beliefs.filter(isRelevantKind).map(({ id }) => id));
  const pinned = beliefs.filter((one) => one.pinned && one.scope.some((of) => scope.includes(of)));
  const room = Math.max(0, (budget?.maxBeliefs ?? 100) - pinned.length);
  const found: string[] = [];
  for (const domain of scope) {
    const { memories } = await memory.recall(query, { domain, limit: 100 });
    const about = memories.filter(({ why }) => why.entities.length > 0);
    found.push(...about.map(({ id }) => id).filter((id) => isOffered.has(id)));
  }
  return new Set(found.slice(0, room));
}

const isRelevantKind = ({ type, pinned, scope }: Belief): boolean =>
  !pinned && type !== 'open_question' && !scope.includes('user:universal');
