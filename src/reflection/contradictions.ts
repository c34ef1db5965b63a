import { type Claim, claimsIn, type ClaimValue, differ } from '../analysis/claims.ts';
import type { Instant } from '../model/instant.ts';
import { daysBetween, type Finding, freshness, quoted, rounded } from './finding.ts';
import { inTurns } from './in-turns.ts';
import { isInForce, type ReadMemory } from './read-sample.ts';

const mostContradictions = 50;
/** Of one claim so many of the latest statements are compared with each other. */
const mostStatements = 20;

interface Stated {
  readonly claim: Claim;
  readonly by: ReadMemory;
}

/**
 * Pairs of notes and decisions in force that are about one entity and state something else of one attribute: a date, a number, a
 * place, or that it is so and is not so. Of each attribute the latest such pair is told.
 */
export async function contradictions(
  memories: readonly ReadMemory[],
  now: Instant,
): Promise<readonly Finding[]> {
  const stating = memories.filter((memory) => states(memory) && isInForce(memory, now));
  const claims = await inTurns(stating, (by) => {
    const { speaker } = by.memory.node;
    const said = { at: by.at, ...(speaker === undefined ? {} : { speaker }) };
    return claimsIn(by.text, said).map((claim): Stated => ({ claim, by }));
  });
  const byKey = new Map<string, Stated[]>();
  for (const stated of claims.flat()) {
    const same = byKey.get(stated.claim.key);
    if (same === undefined) byKey.set(stated.claim.key, [stated]);
    else same.push(stated);
  }
  const found = await inTurns(byKey.values(), (same) => contradictionIn(same, now));
  const told = new Map<string, Finding>();
  for (const one of found.flat())
    if (!told.has(one.evidence.join())) told.set(one.evidence.join(), one);
  return [...told.values()].slice(0, mostContradictions);
}

const states = ({ memory }: ReadMemory): boolean =>
  memory.entities.length > 0 && (memory.node.kind === 'note' || memory.node.kind === 'decision');

function contradictionIn(same: readonly Stated[], now: Instant): readonly Finding[] {
  const statements = same.slice(0, mostStatements);
  for (const [index, later] of statements.entries()) {
    const earlier = statements.slice(index + 1).find((other) => contradicts(later, other));
    if (earlier !== undefined) return [contradiction(later, earlier, now)];
  }
  return [];
}

function contradicts(later: Stated, earlier: Stated): boolean {
  return (
    later.by.id !== earlier.by.id &&
    later.by.memory.entities.some(({ id }) => earlier.by.marks.has(`entity:${id}`)) &&
    differ(later.claim.value, earlier.claim.value) &&
    !isPast(earlier.claim.value, later.by.at)
  );
}

/** What was said of a day that had passed is no longer said of the next one. */
const isPast = (value: ClaimValue, at: Instant): boolean =>
  value.slot === 'date' && value.at !== undefined && value.at < Date.parse(at);

const whatDiffers = {
  date: 'the date',
  number: 'the number',
  place: 'the place',
  negation: 'whether it is so',
} as const;

function contradiction(later: Stated, earlier: Stated, now: Instant): Finding {
  const shared = later.by.memory.entities.find(({ id }) => earlier.by.marks.has(`entity:${id}`));
  const days = daysBetween(later.by.at, now);
  return {
    kind: 'contradiction',
    sentence: `About ${shared?.name ?? ''}, ${quoted(later.claim.sentence)} and ${quoted(earlier.claim.sentence)} are both in force and differ in ${whatDiffers[later.claim.value.slot]}`,
    evidence: [later.by.id, earlier.by.id],
    score: rounded(0.4 + 0.4 * freshness(days)),
    counts: { memories: 2, days: Math.max(0, Math.round(days)) },
  };
}
