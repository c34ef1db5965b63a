import { entityId, type MemOS } from 'memos-graph';

import { randomNumbers } from './conversations.ts';

/** A memory of the workload: what it says, whom it is about, and every tenth a commitment. */
export interface WorkItem {
  readonly content: string;
  readonly entities: readonly string[];
  readonly kind: 'note' | 'commitment';
  readonly dueAt?: string;
}

const words = (
  'order bakery depot label printer tram ledger invoice oven flour route shift deploy server login export report garden permit ' +
  'window budget north harbour signal archive copper meadow lantern quarry ribbon timber violet walnut anchor basket candle'
).split(' ');

const peopleNamed = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `Person ${index}`);

/**
 * The people that so many memories are about: 36 memories each, whatever the number, because an agent who remembers more knows
 * more people. With a fixed number of them a person would have 2 memories in a small store and 200 in a large one, and a call that
 * shows the latest 20 would be compared with one that shows 2.
 */
export const populationOf = (memories: number): readonly string[] =>
  peopleNamed(Math.max(20, Math.ceil(memories / 20)));

/** Every fifth memory is about it, so it grows with the store: 200 memories among 1,000, 20,000 among 100,000. */
export const hub = 'The bakery';

/** Those whom an import is about. */
export const importedPeople = peopleNamed(1_000);

export interface Workload {
  readonly count: number;
  readonly seed: number;
  readonly people: readonly string[];
}

/** Makes memories of about 20 words with two entities each. */
export function* workItems({ count, seed, people }: Workload): Generator<WorkItem> {
  const random = randomNumbers(seed);
  const pick = (values: readonly string[]): string =>
    values[Math.floor(random() * values.length)] ?? '';
  for (let index = 0; index < count; index += 1) {
    const content = `${Array.from({ length: 18 }, () => pick(words)).join(' ')} case${Math.floor(random() * count)} item${index}`;
    const entities = [pick(people), index % 5 === 4 ? hub : pick(people)];
    const dueAt = new Date(
      Date.UTC(2026, 0, 1) + Math.floor(random() * 365) * 86_400_000,
    ).toISOString();
    yield index % 10 === 0
      ? { content, entities, kind: 'commitment', dueAt }
      : { content, entities, kind: 'note' };
  }
}

/** Puts `count` memories into the space, in batches. */
export async function fill(memory: MemOS, workload: Workload): Promise<void> {
  let batch: WorkItem[] = [];
  for (const item of workItems(workload)) {
    batch.push(item);
    if (batch.length === 1_000) {
      await memory.adapter.storeMemoryBatch(batch.map(asInput));
      batch = [];
    }
  }
  if (batch.length > 0) await memory.adapter.storeMemoryBatch(batch.map(asInput));
}

function asInput({ entities, ...item }: WorkItem) {
  return { ...item, entities: [...entities] };
}

const at = (index: number): string => new Date(Date.UTC(2026, 0, 1) + index * 1000).toISOString();

/** The workload as the lines of an export, to be imported. */
export function* exportLines(count: number, seed: number): Generator {
  yield { format: 'memos-graph', version: 1 };
  for (const name of [...importedPeople, hub])
    yield { node: { id: entityId(name), kind: 'entity', name, createdAt: at(0) } };
  let index = 0;
  for (const { content, entities } of workItems({ count, seed, people: importedPeople })) {
    const time = at((index += 1));
    const common = { id: `import-${seed}-${index}`, kind: 'note', status: 'active', content };
    const times = { createdAt: `${time.slice(0, -1)}001Z`, occurredAt: time, validFrom: time };
    yield { node: { ...common, ...times }, about: [...new Set(entities.map(entityId))].toSorted() };
  }
}
