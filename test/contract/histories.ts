import * as fc from 'fast-check';
import type { MemOS } from 'memos-graph';
import { MemosGraphError } from 'memos-graph';

import { without } from './answers.ts';

/** One call, with everything in it that could differ between two engines fixed. */
export type Step =
  | { readonly do: 'remember'; readonly content: string; readonly options: object }
  | {
      readonly do:
        | 'createEntity'
        | 'recordPattern'
        | 'completeCommitment'
        | 'endSession'
        | 'startSession'
        | 'linkNodes';
      readonly input: object;
    }
  | { readonly do: 'storeMemoryBatch'; readonly items: readonly object[]; readonly atomic: boolean }
  | { readonly do: 'forget'; readonly what: unknown }
  | { readonly do: 'batch'; readonly steps: readonly Step[]; readonly throws: boolean };

const id = fc.constantFrom('m1', 'm2', 'm3', 'm4', 'm5', 's1');
const name = fc.constantFrom('Ada', 'ADA', 'A. L.', 'Bo', 'Cy', 'ｃｙ', 'Flour Mill');
const time = fc.integer({ min: 0, max: 8 }).map((day) => `2024-03-0${day + 1}`);
const words = fc.constantFrom('flour', 'mill', 'oven', 'late', 'ada', 'Crêpe', 'the', '\u{1F35E}');
const text = fc.array(words, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(' '));
const linkType = fc.constantFrom(
  'LEADS_TO',
  'RELATED_TO',
  'SUPERSEDES',
  'LEARNED_FROM',
  'MY_OWN',
  'IMPACTS',
);
const entity = fc.oneof(
  name,
  fc.record(
    { name, type: fc.constantFrom('person', 'mill'), aliases: fc.array(name, { maxLength: 2 }) },
    { requiredKeys: ['name'] },
  ),
);
const optional = <Value>(value: fc.Arbitrary<Value>) =>
  fc.option(value, { nil: undefined, freq: 2 });

const fields = {
  id: optional(id).map((given) => given),
  domain: optional(fc.constantFrom('d1', 'd2')),
  entities: optional(fc.array(entity, { maxLength: 3 })),
  links: optional(
    fc.array(
      fc.oneof(fc.record({ type: linkType, to: id }), fc.record({ type: linkType, from: id })),
      { maxLength: 2 },
    ),
  ),
  sessionId: optional(id),
};

const memory = fc
  .tuple(
    fc.constantFrom('note', 'decision', 'commitment', 'pattern'),
    text,
    time,
    fc.record(fields),
    fc.array(id, { maxLength: 2 }),
    fc.record({ to: optional(name), dueAt: optional(time) }),
    fc.uuid(),
  )
  .map(([kind, content, occurredAt, common, supersedes, promise, made]) => ({
    kind,
    content,
    occurredAt,
    ...common,
    id: common.id ?? made,
    ...(kind === 'pattern' || supersedes.length === 0 ? {} : { supersedes }),
    ...(kind === 'commitment' ? promise : {}),
  }));

const single: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: memory.map(({ content, ...options }): Step => ({
      do: 'remember',
      content,
      options,
    })),
  },
  {
    weight: 2,
    arbitrary: fc
      .record({ from: id, type: linkType, to: id })
      .map((input): Step => ({ do: 'linkNodes', input })),
  },
  {
    weight: 2,
    arbitrary: fc
      .record({
        name,
        type: optional(fc.constantFrom('person', 'mill')),
        aliases: optional(fc.array(name, { maxLength: 2 })),
        description: optional(text),
      })
      .map((input): Step => ({ do: 'createEntity', input })),
  },
  {
    weight: 2,
    arbitrary: fc
      .record({
        content: text,
        evidence: optional(fc.array(id, { minLength: 1, maxLength: 3 })),
        occurredAt: time,
        made: fc.uuid(),
      })
      .map(({ made, ...input }): Step => ({
        do: 'recordPattern',
        input: { ...input, ...(input.evidence === undefined ? { id: made } : {}) },
      })),
  },
  {
    weight: 1,
    arbitrary: fc
      .record({ id, status: fc.constantFrom('completed', 'broken'), at: time })
      .map((input): Step => ({ do: 'completeCommitment', input })),
  },
  {
    weight: 1,
    arbitrary: fc
      .record({ id: fc.constantFrom('s1', 'm1'), topic: text, startedAt: time })
      .map((input): Step => ({ do: 'startSession', input })),
  },
  {
    weight: 1,
    arbitrary: fc
      .record({ id, summary: text, at: time })
      .map((input): Step => ({ do: 'endSession', input })),
  },
  {
    weight: 2,
    arbitrary: fc
      .record({ items: fc.array(memory, { minLength: 1, maxLength: 4 }), atomic: fc.boolean() })
      .map((batch): Step => ({ do: 'storeMemoryBatch', ...batch })),
  },
  {
    weight: 1,
    arbitrary: fc
      .oneof(
        fc.array(id, { minLength: 1, maxLength: 3 }),
        name.map((named) => ({ entity: named })),
        time.map((before) => ({ before })),
      )
      .map((what): Step => ({ do: 'forget', what })),
  },
);

/** A short history of a space, with ids that meet often. */
export const history: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: single },
    {
      weight: 1,
      arbitrary: fc
        .record({ steps: fc.array(single, { minLength: 1, maxLength: 4 }), throws: fc.boolean() })
        .map((batch): Step => ({ do: 'batch', ...batch })),
    },
  ),
  { minLength: 1, maxLength: 8 },
);

/** Differs between two engines that do the same at two moments. */
const fleeting = new Set(['receipt', 'createdAt', 'score', 'strength', 'nextCursor']);

async function answerOf(call: () => Promise<unknown>): Promise<unknown> {
  try {
    return without(await call(), fleeting);
  } catch (error) {
    if (!MemosGraphError.isInstance(error)) throw error;
    return {
      ...Object(without(error, new Set(['cause']))),
      code: error.code,
      message: error.message,
    };
  }
}

/** Takes one step and tells what was answered, errors too. */
export function take(memos: MemOS, step: Step): Promise<unknown> {
  return answerOf(async () => {
    if (step.do === 'remember') return memos.remember(step.content, step.options);
    if (step.do === 'forget') return memos.forget(step.what as string); // any selector
    if (step.do === 'storeMemoryBatch')
      return memos.adapter.storeMemoryBatch(step.items as never, { atomic: step.atomic });
    if (step.do === 'batch') return takeTogether(memos, step);
    return memos.adapter[step.do](step.input as never); // generated to fit
  });
}

async function takeTogether(
  memos: MemOS,
  { steps, throws }: Extract<Step, { do: 'batch' }>,
): Promise<unknown> {
  const answers: unknown[] = [];
  const end = await answerOf(() =>
    memos.sessionContext({ batchTransaction: true }, async () => {
      for (const step of steps) answers.push(await take(memos, step));
      if (throws) await memos.whatLedTo('nowhere');
      return {};
    }),
  );
  return { answers, end };
}

/** Everything that can be read of a space, in answers that two engines must agree on. */
export async function readEverything(
  memos: MemOS,
  pattern: string,
): Promise<Readonly<Record<string, unknown>>> {
  const { adapter } = memos;
  const reads: Readonly<Record<string, () => Promise<unknown>>> = {
    list: () => memos.list({ order: 'oldest' }),
    filtered: () =>
      memos.list({
        entity: 'ada',
        since: '2024-03-02',
        until: '2024-03-07',
        kinds: ['note', 'commitment'],
      }),
    domain: () => memos.list({ domain: 'd1', limit: 2 }),
    due: () => adapter.getCommitments({ order: 'due' }),
    superseded: () => adapter.getDecisions({ status: 'superseded' }),
    patterns: () => adapter.getPatterns(),
    get: () => memos.get(['m1', 's1', 'm2', pattern]),
    ada: () => memos.getEntityContext('Ada'),
    bo: () => memos.getEntityContext('bo', { limit: 2 }),
    related: () => adapter.findRelated({ id: 'm1', depth: 3 }),
    relatedByType: () => adapter.findRelated({ id: 'm2', types: ['LEADS_TO', 'ABOUT'], depth: 2 }),
    led: () => memos.whatLedTo('m1'),
    resulted: () => memos.whatResultedFrom('m2', { depth: 6 }),
    reflect: () => memos.reflect({ now: '2024-03-08' }),
    correlations: () => memos.findCorrelations({ now: '2024-03-08', outcome: 'flour' }),
    latest: () => memos.recall(''),
    asOf: () => memos.recall('', { asOf: '2024-03-04' }),
    dry: () => memos.forget({ entity: 'Ada' }, { dryRun: true }),
    dryBefore: () => memos.forget({ before: '2024-03-05' }, { dryRun: true }),
  };
  const answers: [string, unknown][] = [];
  for (const [read, call] of Object.entries(reads)) answers.push([read, await answerOf(call)]);
  const found = await memos.recall('flour crepe ADA?', { history: true });
  answers.push(['found', found.memories.map(({ content }) => content).toSorted()]);
  const lines: unknown[] = [];
  for await (const line of memos.export()) lines.push(without(line, fleeting));
  return Object.fromEntries([...answers, ['export', lines]]);
}
