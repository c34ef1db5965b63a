import type { Instant } from '../model/instant.ts';
import {
  type Enriched,
  enrichment,
  featuresOf,
  fewestItems,
  grouped,
  liftOf,
} from './enrichment.ts';
import { type Finding, mostEvidence, rounded } from './finding.ts';
import { inTurns } from './in-turns.ts';
import { markName, type ReadMemory } from './read-sample.ts';

/** The days before `now` that make the period when no other is asked for. */
export const themeDays = 30;
/** A theme recurs: it comes up on so many days of the period. */
const fewestDays = 2;
/** So many words and names of one theme are told. */
const mostNames = 3;

/**
 * What rises: terms and entities that more memories of the period have than chance lets them, against what was before it. Whether one
 * does is decided by `enrichment`; shuffle the times of all memories and, but for one look in a hundred, nothing is found.
 */
export async function recurringThemes(
  memories: readonly ReadMemory[],
  since: Instant,
): Promise<readonly Finding[]> {
  const inside = memories.filter(({ at }) => at >= since);
  const features = await featuresOf(memories, ({ id, at, marks }) => ({
    id,
    isInside: at >= since,
    marks,
  }));
  const sizes = { group: inside.length, all: memories.length };
  const { enriched } = await enrichment(features, sizes);
  const byId = new Map(memories.map((memory) => [memory.id, memory]));
  const groups = await grouped(enriched.filter((theme) => recurs(theme, byId)));
  return inTurns(groups, (group) => themeFinding(group, { byId, sizes, since }));
}

function recurs({ inside }: Enriched, byId: ReadonlyMap<string, ReadMemory>): boolean {
  const days = new Set(inside.map((id) => byId.get(id)?.at.slice(0, 10)));
  return inside.length >= fewestItems && days.size >= fewestDays;
}

interface Place {
  readonly byId: ReadonlyMap<string, ReadMemory>;
  readonly sizes: { readonly group: number; readonly all: number };
  readonly since: Instant;
}

function themeFinding(group: readonly Enriched[], { byId, sizes, since }: Place): Finding {
  const [first] = group as readonly [Enriched]; // a group has at least one
  const shown = first.inside.flatMap((id) => byId.get(id) ?? []);
  const names = group.slice(0, mostNames).map(({ key }) => markName(key, shown));
  const before = { hits: first.outside.length, of: sizes.all - sizes.group };
  const period = { hits: first.inside.length, of: sizes.group };
  const lift = liftOf(period, before);
  const was = before.hits === 0 ? 'none' : String(before.hits);
  return {
    kind: 'recurring_theme',
    sentence: `${[...new Set(names)].join(', ')} came up in ${period.hits} of ${period.of} memories since ${since.slice(0, 10)}, before that in ${was} of ${before.of}`,
    evidence: first.inside.slice(0, mostEvidence),
    score: rounded(0.5 * (1 - 1 / Math.max(1, lift)) * (1 - 2 ** (-period.hits / 5))),
    counts: {
      with: period.hits,
      memories: period.of,
      withBefore: before.hits,
      memoriesBefore: before.of,
    },
    statistic: { lift, p: first.p, adjustedP: first.adjustedP },
  };
}
