import * as z from 'zod';

import type { Candidate, MemoryFilter, Neighbour } from '../engine/reads.ts';
import { InvalidInputError } from '../errors/input-errors.ts';
import type { Instant } from '../model/instant.ts';
import { type MemoryKind, memoryKinds } from '../model/kind.ts';
import { defineRead, type Reader, type ReadOperation } from '../operations/define-operation.ts';
import { bounds, entityNameOrId, instant, memoryKind, name } from '../operations/fields.ts';
import { memoryView, type MemoryView } from '../operations/memory-view.ts';
import { decodePlace, encodePlace, type Place } from '../recall/cursor.ts';
import { namedEntities } from '../recall/named-entities.ts';
import { estimateTokens, pack } from '../recall/pack.ts';
import { type Question, readQuestion } from '../recall/question.ts';
import { rankCandidates } from '../recall/rank-candidates.ts';
import { readAs } from '../recall/read-as.ts';
import type { Why } from '../recall/why.ts';
import { loadWordVectors } from '../vectors/word-vectors.ts';

/** How many candidates an engine is asked for by full text. */
const candidates = 200;
const leastPerEntity = 20;
const hopFrom = 5;
/** More of them are rivals to what is looked for: with twenty, word vectors find less in every set (decision 0047). */
const perHop = 10;
const mostContext = 2;

export interface RecalledMemory extends MemoryView {
  /** Higher is better; comparable only within one answer. */
  readonly score: number;
  readonly why: Why;
  /** With `context`: what was said around it in its session, in order. */
  readonly neighbours?: readonly Neighbour[];
}

export interface Recalled {
  readonly memories: readonly RecalledMemory[];
  /** True when more was found than `limit` or `tokenBudget` let through. */
  readonly truncated: boolean;
  /** What to pass as `cursor` for the next memories; present when `truncated`. */
  readonly nextCursor?: string;
  /** How the question was read where it names a time or a kind of memory in words. */
  readonly readAs?: ReadAs;
}

export interface ReadAs {
  /** The kinds of memory that it asks for; they come first. */
  readonly kinds: readonly MemoryKind[];
  /** The time that it names; memories of that time come first. `until` is the first instant after it. */
  readonly period?: { readonly text: string; readonly since: Instant; readonly until: Instant };
  readonly sentence: string;
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
    .describe('The most tokens of content in all, estimated at four characters each'),
  context: z
    .int()
    .min(0)
    .max(mostContext)
    .default(0)
    .describe('How many memories before and after each one in its session come with it'),
  cursor: z.string().max(1_000).exactOptional().describe('The `nextCursor` of the page before'),
  now: instant
    .exactOptional()
    .describe('The time of the question: "last week" is read against it. Default: the present'),
  vectors: z
    .boolean()
    .default(true)
    .describe('Compare meanings by the word vectors of the package, besides words'),
});

const recallInput = filters.extend({
  query: z
    .string()
    .max(bounds.queryCharacters, `a question of at most ${bounds.queryCharacters} characters`)
    .describe('A question or words; empty: the latest'),
});

type RecallInput = z.output<typeof recallInput>;

export type RecallOptions = z.input<typeof filters>;

/** What whoever holds the memory decides, besides the options of a call. */
export interface RecallSettings {
  /** Counts the tokens of a text for `tokenBudget`. Default: `estimateTokens`. */
  readonly countTokens?: (text: string) => number;
  /** False: word vectors are never loaded. Default: true. */
  readonly vectors?: boolean;
}

/** The operation `recall` with the given settings. */
export const recallWith = (
  settings: RecallSettings = {},
): ReadOperation<typeof recallInput, Recalled> =>
  defineRead({
    name: 'recall',
    summary: 'Find the memories that answer a question, and say why each was found',
    input: recallInput,
    run: (input, reader) => run(input, reader, settings),
  });

export const recall = recallWith();

async function run(input: RecallInput, reader: Reader, settings: RecallSettings) {
  const place = placeOf(input, reader.now);
  const question = readQuestion(input.query, place.now);
  const { value, receipt } = await reader.read('search', searchInput(input, question, place.now));
  const vectors = input.vectors && settings.vectors !== false ? await loadWordVectors() : undefined;
  const most = place.seen + input.limit + 1;
  const ranked = await rankCandidates(value, question, { most, ...(vectors && { vectors }) });
  const found = ranked.slice(place.seen).map(({ candidate, score, why }): RecalledMemory => ({
    ...memoryView(candidateDetail(candidate), place.now),
    score,
    why,
    ...(input.context === 0 ? {} : { neighbours: around(candidate, input.context) }),
  }));
  const { items, truncated } = pack(found, { ...input, tokensOf: tokensWith(settings) });
  const seen = place.seen + items.length;
  return {
    value: {
      memories: items,
      truncated,
      ...(truncated && items.length > 0
        ? { nextCursor: encodePlace({ seen, now: place.now }, askedOf(input)) }
        : {}),
      ...readAs(question),
    },
    receipt,
  };
}

/** Where this page begins. */
function placeOf(input: RecallInput, now: Instant): Place {
  if (input.cursor !== undefined) return decodePlace(input.cursor, askedOf(input));
  return { seen: 0, now: input.now ?? now };
}

/** What must be the same on every page. */
function askedOf({
  cursor: _cursor,
  limit: _limit,
  tokenBudget: _budget,
  context: _context,
  now: _now,
  ...asked
}: RecallInput) {
  return asked;
}

const around = ({ neighbours }: Candidate, context: number): readonly Neighbour[] =>
  neighbours.filter(({ place }) => Math.abs(place) <= context);

function tokensWith({ countTokens = estimateTokens }: RecallSettings) {
  if (typeof countTokens !== 'function') throw countTokensProblem('a function', countTokens);
  const count = (text: string): number => {
    const tokens = countTokens(text);
    if (Number.isFinite(tokens) && tokens >= 0) return tokens;
    throw countTokensProblem('a function that answers a number from 0', tokens);
  };
  return ({ content, neighbours = [] }: RecalledMemory): number =>
    [content, ...neighbours.map((other) => other.content)].reduce(
      (sum, text) => sum + count(text),
      0,
    );
}

const countTokensProblem = (wanted: string, got: unknown): InvalidInputError =>
  new InvalidInputError(
    'countTokens',
    `Expected \`countTokens\` to be ${wanted}, got ${String(got)}`,
  );

function searchInput(input: RecallInput, { terms, words }: Question, now: Instant) {
  const isAsked = terms.length > 0;
  return {
    ...filterOf(input, now),
    terms,
    words: words.map(({ word }) => word.normalize('NFKC').toLowerCase()),
    named: isAsked ? namedEntities(input.query) : [],
    limit: isAsked ? candidates : bounds.recallLimit + 1,
    perEntity: Math.max(leastPerEntity, input.limit + 1),
    hopFrom,
    perHop,
    withNeighbours: input.context > 0,
  };
}

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
