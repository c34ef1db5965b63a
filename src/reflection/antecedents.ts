import type { SampledLink } from '../engine/reads.ts';
import { shifted } from './finding.ts';
import type { ReadMemory } from './read-sample.ts';

/** So many memories before a case are looked at: those that its links name, then the latest about any of its entities. */
const mostAntecedents = 10;

/** Links that say what came first. */
const cameBefore = {
  in: /^(?:LEADS_TO|LED_TO|CAUSES|CAUSED|IMPACTS|TRIGGERED)$/,
  out: /^(?:PRECEDED_BY|LEARNED_FROM|CAUSED_BY|BECAUSE_OF|FOLLOWS)$/,
} as const;

const isEarlier = ({ type, direction }: SampledLink): boolean => cameBefore[direction].test(type);

/** Finds what came before a case: what its links say, and what else happened about its entities in the days before. */
export class Antecedents {
  readonly #byId: ReadonlyMap<string, ReadMemory>;
  /** Where each stands in the sample, which has the latest first. */
  readonly #places: ReadonlyMap<ReadMemory, number>;
  /** The latest first, as the sample is. */
  readonly #byEntity = new Map<string, ReadMemory[]>();
  readonly #windowDays: number;

  constructor(memories: readonly ReadMemory[], windowDays: number) {
    this.#windowDays = windowDays;
    this.#places = new Map(memories.map((memory, place) => [memory, place]));
    this.#byId = new Map(memories.map((memory) => [memory.id, memory]));
    for (const memory of memories)
      for (const { id } of memory.memory.entities) {
        const about = this.#byEntity.get(id);
        if (about === undefined) this.#byEntity.set(id, [memory]);
        else about.push(memory);
      }
  }

  /** The memories before `at` that came before one, each once. */
  of(one: ReadMemory, at: string): readonly ReadMemory[] {
    const linked = one.memory.links
      .filter(isEarlier)
      .flatMap(({ id }) => this.#byId.get(id) ?? [])
      .filter((memory) => memory.at <= at);
    const from = shifted(at, -this.#windowDays);
    const near = one.memory.entities
      .flatMap(({ id }) => this.#latestAbout(id, from, at))
      .toSorted((a, b) => this.#placeOf(a) - this.#placeOf(b));
    const found = [...new Set([...linked, ...near])].filter((memory) => memory !== one);
    return found.slice(0, mostAntecedents);
  }

  #placeOf(memory: ReadMemory): number {
    return this.#places.get(memory) ?? 0;
  }

  #latestAbout(entity: string, from: string, before: string): readonly ReadMemory[] {
    const about = this.#byEntity.get(entity) ?? [];
    const start = firstBefore(about, before);
    const found: ReadMemory[] = [];
    for (let index = start; index < about.length && found.length < mostAntecedents; index += 1) {
      const memory = about[index];
      if (memory === undefined || memory.at < from) break;
      found.push(memory);
    }
    return found;
  }
}

/** The place of the first memory, of the latest first, that happened before a time. */
function firstBefore(memories: readonly ReadMemory[], before: string): number {
  let low = 0;
  let high = memories.length;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((memories[middle]?.at ?? '') < before) high = middle;
    else low = middle + 1;
  }
  return low;
}
