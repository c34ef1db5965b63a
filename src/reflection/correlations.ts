import { weekdayOf } from '../analysis/date-words.ts';
import { tokens } from '../analysis/tokens.ts';
import { entityId } from '../model/identity.ts';
import type { Instant } from '../model/instant.ts';
import { Antecedents } from './antecedents.ts';
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
import { closedPromises, hasFailed } from './promises-at-risk.ts';
import { markName, type ReadMemory } from './read-sample.ts';

/** What precedes a case lies within so many days before it, when no other number is asked for. */
export const defaultWindowDays = 14;
const mostNames = 3;

/** A memory whose outcome is known. */
interface Case {
  readonly one: ReadMemory;
  readonly isBad: boolean;
  readonly endedAt: Instant;
  /** What came before it ended. */
  readonly before: readonly ReadMemory[];
}

export interface Correlated {
  readonly findings: readonly Finding[];
  readonly bad: number;
  readonly others: number;
  readonly tested: number;
}

export interface Sought {
  /** A word, words or the name of an entity; undefined: promises that were broken or late. */
  readonly outcome?: string;
  /** Only cases that occurred, or promises that ended, at or after this. */
  readonly since?: Instant;
  readonly windowDays: number;
}

/**
 * What preceded bad outcomes more often than chance allows. The cases are promises that were kept or broken, with their words, people
 * and days, and with what was remembered about the same entities in the days before they ended or is linked as leading to them; or all
 * memories that something preceded, by that alone, where `outcome` says which are bad. Which marks are found is decided by `enrichment`:
 * shuffle the outcomes of all cases and, but for one look in a hundred, nothing is found.
 */
export async function correlations(
  memories: readonly ReadMemory[],
  sought: Sought,
): Promise<Correlated> {
  const antecedents = new Antecedents(memories, sought.windowDays);
  const read = await inTurns(casesAmong(memories, sought), (bare) => ({
    ...bare,
    before: antecedents.of(bare.one, bare.endedAt),
  }));
  // Where nothing else is compared, a case that nothing preceded says only that.
  const cases =
    sought.outcome === undefined ? read : read.filter(({ before }) => before.length > 0);
  const bad = cases.filter(({ isBad }) => isBad).length;
  const sizes = { group: bad, all: cases.length };
  const ignored = new Set(sought.outcome === undefined ? [] : asked(sought.outcome));
  const features = await featuresOf(cases, (one) => ({
    id: one.one.id,
    isInside: one.isBad,
    marks: marksOf(one, ignored, sought),
  }));
  const { enriched, tested } = await enrichment(features, sizes);
  const groups = await grouped(enriched.filter(({ inside }) => inside.length >= fewestItems));
  const findings = await inTurns(groups, (group) => correlation(group, { cases, sizes, sought }));
  return { findings, bad, others: cases.length - bad, tested };
}

type BareCase = Omit<Case, 'before'>;

function casesAmong(
  memories: readonly ReadMemory[],
  { outcome, since = '' }: Sought,
): readonly BareCase[] {
  const cases =
    outcome === undefined
      ? closedPromises(memories).map((one) => ({
          one,
          endedAt: one.memory.node.closedAt ?? one.at,
          isBad: hasFailed(one.memory),
        }))
      : memories.map((one) => ({ one, endedAt: one.at, isBad: isOutcome(one, outcome) }));
  return cases.filter(({ endedAt }) => endedAt >= since);
}

/** About the entity of that name, or with every word of it. */
function isOutcome({ marks }: ReadMemory, outcome: string): boolean {
  const own = outcomeMarks(outcome);
  return (
    marks.has(own.entity) || (own.terms.length > 0 && own.terms.every((term) => marks.has(term)))
  );
}

const outcomeMarks = (outcome: string) => ({
  entity: `entity:${/^entity_[0-9a-f]{32}$/.test(outcome) ? outcome : entityId(outcome)}`,
  terms: tokens(outcome).map((term) => `term:${term}`),
});

/** Marks of its own begin with `own:`, those of what preceded it with `before:`. */
function marksOf(
  { one, before }: Case,
  ignored: ReadonlySet<string>,
  { outcome }: Sought,
): ReadonlySet<string> {
  const marks = new Set(outcome === undefined ? ownMarks(one).map((mark) => `own:${mark}`) : []);
  for (const earlier of before)
    for (const mark of earlier.marks) if (!ignored.has(mark)) marks.add(`before:${mark}`);
  return marks;
}

const asked = (outcome: string): readonly string[] => {
  const { entity, terms } = outcomeMarks(outcome);
  return [entity, ...terms];
};

function ownMarks({ marks, at, memory: { node } }: ReadMemory): readonly string[] {
  return [
    ...marks,
    `made on a:${weekdayOf(at)}`,
    ...(node.dueAt === undefined ? [] : [`due on a:${weekdayOf(node.dueAt)}`]),
  ];
}

interface Place {
  readonly cases: readonly Case[];
  readonly sizes: { readonly group: number; readonly all: number };
  readonly sought: Sought;
}

function correlation(group: readonly Enriched[], place: Place): Finding {
  const { cases, sizes, sought } = place;
  const [first] = group as readonly [Enriched]; // a group has at least one
  const { inside, outside, key, p, adjustedP } = first;
  const inCases = new Set(inside);
  const met = cases.filter(({ one }) => inCases.has(one.id));
  const shown = met.flatMap((one) => [one.one, ...shownBefore(one, key).slice(0, 1)]);
  const having = inside.length + outside.length;
  const others = { hits: sizes.group - inside.length, of: sizes.all - having };
  const lift = liftOf({ hits: inside.length, of: having }, others);
  const names = group
    .filter((one) => side(one.key) === side(key))
    .slice(0, mostNames)
    .map((one) => nameOf(one.key, met));
  return {
    kind: 'correlation',
    sentence: `${subjectOf(key, [...new Set(names)].join(', '), sought)} in ${inside.length} of ${having} cases, otherwise in ${others.hits} of ${others.of}`,
    evidence: [...new Set(shown.map(({ id }) => id))].slice(0, mostEvidence),
    score: rounded(0.8 * (1 - 1 / Math.max(1, lift)) * (1 - 2 ** (-inside.length / 5))),
    counts: {
      bad: inside.length,
      cases: having,
      badOtherwise: others.hits,
      casesOtherwise: others.of,
    },
    statistic: { lift, p, adjustedP },
  };
}

const side = (key: string): string => key.slice(0, key.indexOf(':', key.indexOf(':') + 1));

/** The memories before a case that bear a mark. */
function shownBefore({ before }: Case, key: string): readonly ReadMemory[] {
  return key.startsWith('before:') ? before.filter(({ marks }) => marks.has(markOf(key))) : [];
}

const markOf = (key: string): string => key.slice(key.indexOf(':') + 1);

function nameOf(key: string, met: readonly Case[]): string {
  const mark = markOf(key);
  if (!/^(?:entity|term):/.test(mark)) return mark.slice(mark.indexOf(':') + 1);
  return markName(
    mark,
    met.flatMap((one) => [one.one, ...shownBefore(one, key)]),
  );
}

/** The beginning of the sentence, up to what happened. */
function subjectOf(key: string, names: string, { outcome }: Sought): string {
  const about = /:entity:/.test(key) ? `about ${names}` : `with ${names}`;
  const happened = outcome === undefined ? 'Promises were broken or late' : `“${outcome}” came up`;
  if (key.startsWith('before:')) return `${happened} after memories ${about}`;
  const [, made] = /^own:((?:made|due) on a):/.exec(key) ?? [];
  return made === undefined
    ? `Promises ${about} were broken or late`
    : `Promises ${made} ${names} were broken or late`;
}
