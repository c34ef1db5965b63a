import type { MemOS } from 'memos-graph';

/** A turn of a conversation: its words are as rare and as common as those of a language. */
export interface Turn {
  readonly content: string;
  readonly session: string;
  readonly speaker: string;
  readonly entities: readonly string[];
  readonly occurredAt: string;
}

/** When the turn of an index was said: one a minute. */
export const timeOf = (index: number): string =>
  new Date(Date.UTC(2020, 0, 1) + index * 60_000).toISOString();

const vocabulary = 30_000;
const turnsPerSession = 20;
const speakers = ['Ada', 'Grace', 'Edsger', 'Barbara'];

/** The same sequence in every run (mulberry32, public domain). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The share of each word falls with its rank, as Zipf's law has it, but the very commonest, which are function words, are left out. */
const cumulated: readonly number[] = (() => {
  let sum = 0;
  return Array.from({ length: vocabulary }, (_, rank) => (sum += 1 / (rank + 10)));
})();

const syllables = 'ba ce di fo gu ka le mi no pu ra se ti vo zu'.split(' ');

/** A word of letters only, so that the analysis takes it as it takes a word of a language. */
export function wordOfRank(rank: number): string {
  let word = '';
  for (let rest = rank + syllables.length; rest > 0; rest = Math.floor(rest / syllables.length))
    word += syllables[rest % syllables.length] ?? '';
  return `${word}m`;
}

/** Picks a word by its share. */
export function pickWord(random: () => number): string {
  const wanted = random() * (cumulated.at(-1) ?? 0);
  let [low, high] = [0, vocabulary - 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((cumulated[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return wordOfRank(low);
}

export const entityOf = (index: number): string => `Topic ${index}`;

/** Every fifth turn is about it. */
export const busyEntity = 'Bakery';

/** How many entities a store of so many turns is about. */
export const entitiesIn = (turns: number): number => Math.max(20, Math.ceil(turns / 50));

export function* turnsOf(count: number, seed: number): Generator<Turn> {
  const random = randomNumbers(seed);
  const words = (length: number): string =>
    Array.from({ length }, () => pickWord(random)).join(' ');
  for (let index = 0; index < count; index += 1) {
    const topic = entityOf(Math.floor(random() * entitiesIn(count)));
    yield {
      content: words(6 + Math.floor(random() * 16)),
      session: `session-${Math.floor(index / turnsPerSession)}`,
      speaker: speakers[index % speakers.length] ?? '',
      entities: index % 5 === 4 ? [topic, busyEntity] : [topic],
      occurredAt: timeOf(index),
    };
  }
}

const batchSize = 1000;

/** Puts so many turns with their sessions into the memory. */
export async function fillWithTurns(memory: MemOS, count: number, seed: number): Promise<void> {
  let batch: Turn[] = [];
  const flush = async (): Promise<void> => {
    const sessions = [...new Set(batch.map(({ session }) => session))];
    for (const id of sessions) await memory.adapter.startSession({ id });
    await memory.adapter.storeMemoryBatch(
      batch.map(({ session, entities, ...turn }) => ({
        ...turn,
        entities: [...entities],
        sessionId: session,
      })),
    );
    batch = [];
  };
  for (const turn of turnsOf(count, seed)) {
    batch.push(turn);
    if (batch.length === batchSize) await flush();
  }
  if (batch.length > 0) await flush();
}
