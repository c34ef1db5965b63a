import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { SampledMemory } from '../../src/engine/reads.ts';
import { contradictions } from '../../src/reflection/contradictions.ts';
import { correlations } from '../../src/reflection/correlations.ts';
import { enrichment, familywiseRate } from '../../src/reflection/enrichment.ts';
import { type Finding, inOrder } from '../../src/reflection/finding.ts';
import { readSample } from '../../src/reflection/read-sample.ts';
import { staleDecisions } from '../../src/reflection/stale-decisions.ts';
import { recurringThemes } from '../../src/reflection/themes.ts';

const dayMs = 86_400_000;
const dayAt = (day: number): string => new Date(Date.UTC(2026, 0, 1) + day * dayMs).toISOString();
const days = 200;
const since = dayAt(160);
const now = dayAt(days);

const words =
  'oven flour till window delivery recipe garden poster lamp music salad coffee apron ledger sign kettle'.split(
    ' ',
  );

/** Numbers below 1 from a seed, the same in every run (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface World {
  readonly memories: readonly SampledMemory[];
  readonly next: () => number;
}

/** Notes and ended promises with words and entities as unevenly common as real ones, over two hundred days. */
function world(seed: number, size = 300): World {
  const next = numbers(seed);
  const skewed = <Item>(items: readonly Item[]): Item =>
    items[Math.floor(items.length * next() ** 2)] as Item; // the index is within
  const memories = Array.from({ length: size }, (_, index): SampledMemory => {
    const at = Math.floor(next() * days);
    const isPromise = index % 2 === 0;
    const name = `Person ${Math.floor(next() ** 2 * 12)}`;
    const dates = { createdAt: dayAt(at), occurredAt: dayAt(at) };
    return {
      node: {
        id: `m-${index}`,
        kind: isPromise ? 'commitment' : 'note',
        content: Array.from({ length: 6 }, () => skewed(words)).join(' '),
        ...dates,
        ...(isPromise
          ? { status: next() < 0.3 ? 'broken' : 'completed', closedAt: dayAt(at + 2), to: name }
          : { status: 'active' }),
      },
      entities: [{ id: `entity_${name}`, name }],
      links: [],
    };
  });
  return { memories, next };
}

function shuffled<Item>(items: readonly Item[], next: () => number): Item[] {
  const result = [...items];
  for (let index = result.length - 1; index > 0; index -= 1) {
    const other = Math.floor(next() * (index + 1));
    [result[index], result[other]] = [result[other] as Item, result[index] as Item]; // both are within
  }
  return result;
}

const latestFirst = (memories: readonly SampledMemory[]): readonly SampledMemory[] =>
  memories.toSorted((a, b) => ((a.node.occurredAt ?? '') < (b.node.occurredAt ?? '') ? 1 : -1));

/** The same memories at each other's times. */
function withTimesShuffled({ memories, next }: World): readonly SampledMemory[] {
  const times = shuffled(
    memories.map(({ node }) => node.occurredAt ?? node.createdAt),
    next,
  );
  return memories.map((memory, index) => {
    const at = times[index] ?? '';
    return { ...memory, node: { ...memory.node, occurredAt: at, createdAt: at } };
  });
}

/** The same promises with each other's outcomes. */
function withOutcomesShuffled({ memories, next }: World): readonly SampledMemory[] {
  const promises = memories.filter(({ node }) => node.kind === 'commitment');
  const outcomes = shuffled(
    promises.map(({ node }) => node.status ?? ''),
    next,
  );
  const statusOf = new Map(promises.map(({ node }, index) => [node.id, outcomes[index] ?? '']));
  return memories.map((memory) => {
    const status = statusOf.get(memory.node.id);
    return status === undefined ? memory : { ...memory, node: { ...memory.node, status } };
  });
}

/** A theme that is nothing but the last forty days, and promises that fail wherever a storm came before. */
function planted({ memories }: World): readonly SampledMemory[] {
  return memories.flatMap((memory, index): readonly SampledMemory[] => {
    const { node } = memory;
    if (node.kind === 'note')
      return (node.occurredAt ?? '') >= since && index % 3 === 0
        ? [{ ...memory, node: { ...node, content: `${node.content} moths` } }]
        : [memory];
    if (node.status !== 'broken' || index % 4 !== 0) return [memory];
    const entities = [{ id: `entity_order ${index}`, name: `Order ${index}` }];
    const storm: SampledMemory = {
      node: { ...node, id: `storm-${index}`, kind: 'note', content: 'A storm', status: 'active' },
      entities,
      links: [],
    };
    return [{ ...memory, entities }, storm];
  });
}

const themesOf = async (memories: readonly SampledMemory[]): Promise<readonly Finding[]> =>
  recurringThemes(await readSample(latestFirst(memories)), since);
const correlationsOf = async (memories: readonly SampledMemory[]): Promise<readonly Finding[]> =>
  (await correlations(await readSample(latestFirst(memories)), { windowDays: 14 })).findings;

const looks = 200;
/** Of two hundred looks at a rate of one in a hundred, more than seven find something less often than once in a thousand times. */
const mostFalse = 7;

async function looksThatFind(look: (seed: number) => Promise<readonly Finding[]>): Promise<number> {
  let found = 0;
  for (let seed = 1; seed <= looks; seed += 1) if ((await look(seed)).length > 0) found += 1;
  return found;
}

describe('what is tested against chance', () => {
  it('finds what was planted', async () => {
    const { memories, next } = world(1, 400);
    const found = await themesOf(planted({ memories, next }));
    expect(found.map(({ sentence }) => sentence)).toEqual([expect.stringContaining('“moths”')]);
    const preceded = await correlationsOf(planted({ memories, next }));
    expect(preceded.some(({ sentence }) => sentence.includes('“storm”'))).toBe(true);
  });

  it('finds no theme when times are shuffled, but for one look in a hundred at most', async () => {
    const found = await looksThatFind((seed) => {
      const { memories, next } = world(seed);
      return themesOf(withTimesShuffled({ memories: planted({ memories, next }), next }));
    });
    expect(found).toBeLessThanOrEqual(mostFalse);
  }, 120_000);

  it('finds no correlation when outcomes are shuffled, but for one look in a hundred at most', async () => {
    const found = await looksThatFind((seed) => {
      const { memories, next } = world(seed);
      return correlationsOf(withOutcomesShuffled({ memories: planted({ memories, next }), next }));
    });
    expect(found).toBeLessThanOrEqual(mostFalse);
  }, 120_000);

  it('finds none in one half of a world that was dealt at random', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 1_000_000 }), async (seed) => {
        const next = numbers(seed);
        const features = Array.from({ length: 40 }, (_, key) => {
          const bearers = Array.from({ length: 100 }, (__, id) => `${id}`).filter(
            () => next() < 0.2,
          );
          return {
            key: `${key}`,
            inside: bearers.filter(inHalf),
            outside: bearers.filter((id) => !inHalf(id)),
          };
        });
        const { enriched, tested } = await enrichment(features, { group: 50, all: 100 });
        expect(tested).toBeLessThanOrEqual(features.length);
        for (const { p, adjustedP } of enriched) {
          expect(adjustedP).toBeLessThanOrEqual(familywiseRate);
          expect(p).toBeLessThanOrEqual(adjustedP);
        }
      }),
      { seed: 1, numRuns: 100 },
    );
  });
});

const inHalf = (id: string): boolean => Number(id) < 50;

const lines = fc.constantFrom(
  'The gate is locked',
  'The gate is not locked',
  'The hall has 12 seats',
  'The hall has 15 seats',
  'The fair is on 4 May',
  'The fair is on 11 May',
  'Ada lives in Lisbon',
  'Ada lives in Porto',
  'Nothing at all',
);

const anyMemory = fc.record({
  content: fc.oneof(lines, fc.string({ unit: 'binary', maxLength: 60 })),
  entity: fc.integer({ min: 0, max: 3 }),
  day: fc.integer({ min: 0, max: days }),
  kind: fc.constantFrom('note' as const, 'decision' as const, 'commitment' as const),
  status: fc.constantFrom('active', 'in_force', 'broken', 'completed'),
  ended: fc.boolean(),
  link: fc.integer({ min: 0, max: 30 }),
});

function sampled(
  drawn: readonly (typeof anyMemory extends fc.Arbitrary<infer Drawn> ? Drawn : never)[],
): readonly SampledMemory[] {
  return drawn.map(({ content, entity, day, kind, status, ended, link }, index) => ({
    node: {
      id: `memory-${index}`,
      kind,
      status,
      content,
      createdAt: dayAt(day),
      occurredAt: dayAt(day),
      closedAt: dayAt(day + 1),
      ...(ended ? { validTo: dayAt(day + 1), supersededBy: `memory-${link % drawn.length}` } : {}),
    },
    entities: [{ id: `entity_${entity}`, name: `Entity ${entity}` }],
    links:
      link < drawn.length && link !== index
        ? [
            {
              type: 'PRECEDED_BY',
              direction: 'out' as const,
              id: `memory-${link}`,
              validTo: dayAt(190),
              supersededBy: `memory-${(link + 1) % drawn.length}`,
            },
          ]
        : [],
  }));
}

async function everything(memories: readonly SampledMemory[]): Promise<readonly Finding[]> {
  const read = await readSample(latestFirst(memories));
  return inOrder([
    ...(await contradictions(read, now)),
    ...(await correlations(read, { windowDays: 14 })).findings,
    ...(await correlations(read, { windowDays: 14, outcome: 'gate' })).findings,
    ...(await recurringThemes(read, since)),
    ...staleDecisions(read, now),
  ]);
}

describe('findings', () => {
  it('cite only memories that are there, score from 0 to 1, and come in one order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyMemory, { maxLength: 30 }), async (drawn) => {
        const memories = sampled(drawn);
        const findings = await everything(memories);
        const ids = new Set(memories.map(({ node }) => node.id));
        for (const { evidence, score, sentence } of findings) {
          expect(evidence.filter((id) => !ids.has(id))).toEqual([]);
          expect(new Set(evidence).size).toBe(evidence.length);
          expect(evidence.length).toBeGreaterThan(0);
          expect(score).toBeGreaterThanOrEqual(0);
          expect(score).toBeLessThanOrEqual(1);
          expect(sentence).not.toContain('undefined');
        }
        expect(await everything(memories)).toEqual(findings);
        expect(inOrder(findings.toReversed())).toEqual(findings);
      }),
      { numRuns: 200 },
    );
  });

  it('never call a contradiction what nobody stated otherwise', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyMemory, { maxLength: 20 }), async (drawn) => {
        const apart = sampled(drawn).map((memory, index) => ({
          ...memory,
          entities: [{ id: `entity_${index}`, name: `Entity ${index}` }],
        }));
        expect(await contradictions(await readSample(latestFirst(apart)), now)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});
