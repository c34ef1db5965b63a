import type { FaultyMemory } from './faulty-memory.ts';
import type { Writers } from './writers.ts';

interface StoredMemory {
  readonly id: string;
  readonly entities: number;
  readonly causes: number;
  readonly isLabelled: boolean;
}

/** What is wrong with what the server holds; all empty when nothing was lost, doubled or torn. */
export interface Wrongs {
  readonly acknowledgedAndAbsent: readonly string[];
  readonly presentTwice: readonly string[];
  readonly halfWritten: readonly string[];
}

export const nothingWrong: Wrongs = {
  acknowledgedAndAbsent: [],
  presentTwice: [],
  halfWritten: [],
};

/** Compares what the server holds with what the writers were told. */
export async function wrongsOf(faulty: FaultyMemory, writers: Writers): Promise<Wrongs> {
  const stored = await faulty.ask<StoredMemory>(
    `MATCH (n:MemoryNode {space: $space})
     WHERE n.kind = 'note' AND NOT n.id STARTS WITH 'cause-'
     RETURN n.id AS id,
            COUNT { (n)-[:ABOUT]->({kind: 'entity'}) } AS entities,
            COUNT { (n)<-[:LEADS_TO]-() } AS causes,
            n:Memory AND n:Note AND n.content IS NOT NULL AND n.status IS NOT NULL AS isLabelled`,
  );
  const ids = stored.map(({ id }) => id);
  const present = new Set(ids);
  return {
    acknowledgedAndAbsent: [...writers.acknowledged].filter((id) => !present.has(id)),
    presentTwice: [
      ...ids.filter((id, index) => ids.indexOf(id) !== index),
      ...stored.filter(({ entities, causes }) => entities > 2 || causes > 1).map(({ id }) => id),
    ],
    halfWritten: [
      ...stored.filter((memory) => !isWhole(memory)).map(({ id }) => id),
      ...writers.pairs.filter(([one, two]) => present.has(one) !== present.has(two)).flat(),
      ...(await lonelyEntities(faulty)),
    ],
  };
}

const isWhole = ({ entities, causes, isLabelled }: StoredMemory): boolean =>
  entities >= 2 && causes >= 1 && isLabelled;

/** Entities of one memory alone that were written without it. */
async function lonelyEntities(faulty: FaultyMemory): Promise<readonly string[]> {
  const lonely = await faulty.ask<{ name: string }>(
    `MATCH (n:MemoryNode {space: $space})
     WHERE n.kind = 'entity' AND NOT EXISTS { (n)<-[:ABOUT]-() }
     RETURN n.name AS name`,
  );
  return lonely.map(({ name }) => name);
}
