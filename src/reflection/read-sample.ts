import { calendarTerms } from '../analysis/date-words.ts';
import { fold } from '../analysis/fold.ts';
import { stem, tokens } from '../analysis/tokens.ts';
import type { SampledMemory } from '../engine/reads.ts';
import { cut } from '../model/cut.ts';
import type { Instant } from '../model/instant.ts';
import { inTurns } from './in-turns.ts';

/** So many of the latest memories are looked at. */
export const sampleLimit = 2_000;

/** Of each memory its beginning is read: less than an engine answers, so that both are cut at one place. */
const readCharacters = 900;

/** A memory of the sample, read once for everything that is counted. */
export interface ReadMemory {
  readonly memory: SampledMemory;
  readonly id: string;
  readonly at: Instant;
  readonly text: string;
  /** What it is counted by: `term:` with a term of its text, `entity:` with the id of what it is about. */
  readonly marks: ReadonlySet<string>;
}

/** Reads the memories of a sample, the latest first. */
export const readSample = (sample: readonly SampledMemory[]): Promise<readonly ReadMemory[]> =>
  inTurns(sample, readMemory);

function readMemory(memory: SampledMemory): ReadMemory {
  const { node, entities } = memory;
  const text = cut(node.content ?? '', readCharacters);
  return {
    memory,
    id: node.id,
    at: node.occurredAt ?? node.createdAt,
    text,
    marks: new Set([
      ...entities.map(({ id }) => `entity:${id}`),
      ...tokens(text)
        .filter(isTelling)
        .map((term) => `term:${term}`),
    ]),
  };
}

/** Numbers and the names of days and months tell when, not what. */
const isTelling = (term: string): boolean =>
  /\p{L}{2}|\p{Lo}/u.test(term) && !calendarTerms.has(term);

/** Tells a memory that is in force at a time from what has ended. */
export const isInForce = ({ memory }: ReadMemory, now: Instant): boolean =>
  memory.node.validTo === undefined || memory.node.validTo > now;

/** A mark is named after so many of the memories that bear it. */
const namedAfter = 20;

/** What a mark is called: the name of an entity; of a term the word that stands for it most often in some memories, quoted. */
export function markName(mark: string, memories: readonly ReadMemory[]): string {
  const [kind, value = ''] = splitOnce(mark);
  const bearing = memories.filter(({ marks }) => marks.has(mark)).slice(0, namedAfter);
  if (kind === 'entity') return entityName(value, bearing) ?? value;
  return `“${commonestWord(value, bearing)}”`;
}

function splitOnce(mark: string): readonly string[] {
  const at = mark.indexOf(':');
  return [mark.slice(0, at), mark.slice(at + 1)];
}

const entityName = (id: string, memories: readonly ReadMemory[]): string | undefined =>
  memories.flatMap(({ memory }) => memory.entities).find((entity) => entity.id === id)?.name;

function commonestWord(term: string, memories: readonly ReadMemory[]): string {
  const counts = new Map<string, number>();
  for (const { text } of memories)
    for (const [word] of fold(text).matchAll(/[\p{L}\p{M}\p{N}]+/gu))
      if (stem(word) === term) counts.set(word, (counts.get(word) ?? 0) + 1);
  const [first] = [...counts].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return first?.[0] ?? term;
}
