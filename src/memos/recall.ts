import * as z from 'zod';

import type { SearchInput } from '../engine/reads.ts';
import { memoryKinds } from '../model/kind.ts';
import { defineRead } from '../operations/define-operation.ts';
import { bounds, entityNameOrId, instant, memoryKind, name } from '../operations/fields.ts';
import { memoryView, type MemoryView } from '../operations/memory-view.ts';
import { analyseQuery } from '../recall/analyse-query.ts';
import { pack } from '../recall/pack.ts';
import { readQuestion } from '../recall/question.ts';
import { rankCandidates, type Why } from '../recall/rank-candidates.ts';

/** How many candidates an engine is asked for by full text. */
const candidates = 200;
const leastPerEntity = 20;
const hopFrom = 5;

export interface RecalledMemory extends MemoryView {
  /** Higher is better; comparable only within one answer. */
  readonly score: number;
  readonly why: Why;
}

export interface Recalled {
  readonly memories: readonly RecalledMemory[];
  /** True when more was found than `limit` or `tokenBudget` let through. */
  readonly truncated: boolean;
}

const filters = z.strictObject({
  kinds: z.array(memoryKind).min(1).readonly().exactOptional().describe('Default: every kind'),
  domain: name.exactOptional(),
  entities: z
    .array(entityNameOrId)
    .min(1)
    .max(64)
    .readonly()
    .exactOptional()
    .describe('About at least one of these'),
  since: instant.exactOptional().describe('Occurred at or after'),
  until: instant.exactOptional().describe('Occurred before'),
  asOf: instant.exactOptional().describe('What was in force at this time'),
  history: z.boolean().default(false).describe('Also what is no longer in force'),
  limit: z.int().min(1).max(bounds.recallLimit).default(10),
  tokenBudget: z
    .int()
    .min(1)
    .exactOptional()
    .describe('The most tokens of content, four characters each'),
});

const recallInput = filters.extend({
  query: z
    .string()
    .max(bounds.queryCharacters, `a question of at most ${bounds.queryCharacters} characters`)
    .describe('A question or words; empty: the latest'),
});

export type RecallOptions = z.input<typeof filters>;

export const recall = defineRead({
  name: 'recall',
  summary: 'Find the memories that answer a question, and say why each was found',
  input: recallInput,
  run: async (input, reader) => {
    const { terms: words, named } = analyseQuery(input.query);
    const { terms } = readQuestion(input.query);
    const { value, receipt } = await reader.read('search', {
      ...filterOf(input, reader.now),
      terms,
      words: terms.length === 0 ? [] : words,
      named: terms.length === 0 ? [] : named,
      limit: terms.length === 0 ? bounds.recallLimit + 1 : candidates,
      perEntity: Math.max(leastPerEntity, input.limit + 1),
      hopFrom,
    });
    const found = rankCandidates(value, words).map(({ candidate, score, why }): RecalledMemory => ({
      ...memoryView(candidateDetail(candidate), reader.now),
      score,
      why,
    }));
    const { items, truncated } = pack(found, input);
    return { value: { memories: items, truncated } satisfies Recalled, receipt };
  },
});

/** A candidate without how it was found. */
function candidateDetail({
  node,
  entities,
  links,
  aliases,
  tally,
}: Parameters<typeof memoryView>[0]) {
  return { node, entities, links, aliases, ...(tally === undefined ? {} : { tally }) };
}

type MemoryFilter = Omit<
  SearchInput,
  'space' | 'terms' | 'words' | 'named' | 'limit' | 'perEntity' | 'hopFrom'
>;

function filterOf(input: z.output<typeof filters>, now: string): MemoryFilter {
  const { domain, entities, since, until, asOf } = input;
  return {
    kinds: [...new Set(input.kinds ?? memoryKinds)],
    ...(domain === undefined ? {} : { domain }),
    ...(entities === undefined ? {} : { entities }),
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
    ...inForce(input.history, asOf, now),
  };
}

/** What is in force now, at `asOf`, or with `history` whatever was. */
function inForce(
  history: boolean,
  asOf: string | undefined,
  now: string,
): Pick<MemoryFilter, 'asOf' | 'inForceAt'> {
  if (asOf !== undefined) return { asOf };
  return history ? {} : { inForceAt: now };
}
