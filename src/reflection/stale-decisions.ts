import type { SampledLink } from '../engine/reads.ts';
import type { Instant } from '../model/instant.ts';
import {
  daysBetween,
  type Finding,
  freshness,
  inDays,
  mostEvidence,
  quoted,
  rounded,
} from './finding.ts';
import { isInForce, type ReadMemory } from './read-sample.ts';

/** Links by which a decision rests on a memory; all but the first of each line are names that users give. */
const towardsDecision = /^(?:LEADS_TO|LED_TO|SUPPORTS|JUSTIFIES|INFORMS|MOTIVATES|CAUSES|GROUNDS)$/;
const fromDecision =
  /^(?:LEARNED_FROM|PRECEDED_BY|BASED_ON|BECAUSE_OF|DEPENDS_ON|SUPPORTED_BY|JUSTIFIED_BY|MOTIVATED_BY|RELIES_ON|ASSUMES)$/;

/** Shorter ids may be words of a rationale. */
const shortestNamedId = 6;

/** Decisions in force that rest, by a link or by an id in their rationale, on a memory that was superseded after they were made. */
export function staleDecisions(memories: readonly ReadMemory[], now: Instant): readonly Finding[] {
  const superseded = memories.flatMap(({ memory: { node } }): readonly Ground[] =>
    node.supersededBy === undefined || node.validTo === undefined
      ? []
      : [{ id: node.id, validTo: node.validTo, supersededBy: node.supersededBy }],
  );
  return memories.flatMap((decision) => {
    const { node } = decision.memory;
    if (node.kind !== 'decision' || node.status !== 'in_force' || !isInForce(decision, now))
      return [];
    const grounds = [...linkedGrounds(decision), ...namedGrounds(decision, superseded)].filter(
      (ground) =>
        ground.validTo > decision.at && ground.validTo <= now && ground.supersededBy !== node.id,
    );
    return grounds.length === 0 ? [] : [staleFinding(decision, distinct(grounds), now)];
  });
}

interface Ground {
  readonly id: string;
  readonly validTo: Instant;
  readonly supersededBy: string;
}

const linkedGrounds = ({ memory }: ReadMemory): readonly Ground[] =>
  memory.links
    .filter(isGround)
    .flatMap(({ id, validTo, supersededBy }) =>
      validTo === undefined || supersededBy === undefined ? [] : [{ id, validTo, supersededBy }],
    );

const isGround = ({ type, direction }: SampledLink): boolean =>
  (direction === 'in' ? towardsDecision : fromDecision).test(type);

function namedGrounds(
  { memory, id }: ReadMemory,
  superseded: readonly Ground[],
): readonly Ground[] {
  const words = new Set(memory.node.rationale?.split(/[\s,;()[\]"“”`'<>]+|[.:](?=\s|$)/) ?? []);
  return superseded.filter(
    (ground) => ground.id !== id && ground.id.length >= shortestNamedId && words.has(ground.id),
  );
}

/** Each ground once, what was superseded last at the front. */
const distinct = (grounds: readonly Ground[]): readonly Ground[] =>
  [...new Map(grounds.map((ground) => [`${ground.validTo}|${ground.id}`, ground]))]
    .toSorted(([a], [b]) => (a < b ? 1 : -1))
    .map(([, ground]) => ground);

function staleFinding(
  { id, memory }: ReadMemory,
  grounds: readonly Ground[],
  now: Instant,
): Finding {
  const days = daysBetween(grounds[0]?.validTo ?? now, now);
  const what = grounds.length === 1 ? 'a memory that was' : `${grounds.length} memories that were`;
  const shown = grounds.flatMap((ground) => [ground.id, ground.supersededBy]);
  return {
    kind: 'stale_decision',
    sentence: `The decision ${quoted(memory.node.content)} rests on ${what} superseded since, the latest ${inDays(days)} ago`,
    evidence: [...new Set([id, ...shown])].slice(0, mostEvidence),
    score: rounded(0.3 + 0.3 * freshness(days)),
    counts: { grounds: grounds.length, days: Math.round(days) },
  };
}
