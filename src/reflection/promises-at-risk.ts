import type { EntityRef, Review } from '../engine/reads.ts';
import type { Instant } from '../model/instant.ts';
import type { NodeRecord } from '../model/node-record.ts';
import { daysBetween, type Finding, inDays, mostEvidence, quoted, rounded } from './finding.ts';
import { inTurns } from './in-turns.ts';
import type { ReadMemory } from './read-sample.ts';
import { promisee, soonDays } from './review-findings.ts';

/** Earlier promises like it of which so many failed, and so large a share, put a promise at risk. */
const fewestFailed = 2;
const leastRisk = 0.6;

/** A closed promise. */
export interface ClosedPromise {
  readonly id: string;
  readonly node: Pick<NodeRecord, 'to' | 'status' | 'dueAt' | 'closedAt'>;
  readonly entities: readonly EntityRef[];
}

/** Broken, or kept after its day. */
export const hasFailed = ({ node }: Pick<ClosedPromise, 'node'>): boolean =>
  node.status === 'broken' ||
  (node.dueAt !== undefined && node.closedAt !== undefined && node.closedAt > node.dueAt);

/** Promises that were kept or broken among the memories; cancelled ones say nothing. */
export const closedPromises = (memories: readonly ReadMemory[]): readonly ReadMemory[] =>
  memories.filter(
    ({ memory: { node } }) =>
      node.kind === 'commitment' && (node.status === 'completed' || node.status === 'broken'),
  );

/** Open promises that are due soon, to a person to whom, or about something about which, most were broken or late. */
export async function promisesAtRisk(
  review: Review,
  memories: readonly ReadMemory[],
  now: Instant,
): Promise<readonly Finding[]> {
  const history = new Map<string, ClosedPromise>();
  for (const { node, entities } of review.broken)
    history.set(node.id, { id: node.id, node, entities });
  for (const { id, memory } of closedPromises(memories)) history.set(id, { id, ...memory });
  const alike = await byTie([...history.values()]);
  const findings = await inTurns(review.due, (open) => {
    const days = daysBetween(now, open.node.dueAt ?? now);
    if (days < 0 || days > soonDays) return [];
    const places = new Set(tiesOf(open).flatMap((tie) => alike.get(tie) ?? []));
    const earlier = [...history.values()].filter((_, place) => places.has(place));
    return riskFinding(open, earlier, days);
  });
  return findings.flat();
}

type Open = Review['due'][number];

/** Where in the history the promises stand that share a tie. */
async function byTie(
  history: readonly ClosedPromise[],
): Promise<ReadonlyMap<string, readonly number[]>> {
  const places = new Map<string, number[]>();
  await inTurns(history.entries(), ([place, closed]) => {
    for (const tie of tiesOf(closed)) {
      const known = places.get(tie);
      if (known === undefined) places.set(tie, [place]);
      else known.push(place);
    }
  });
  return places;
}

/** What makes two promises alike: the person to whom, and each entity about which. */
function tiesOf(promise: Pick<ClosedPromise, 'node' | 'entities'>): readonly string[] {
  const person = promisee(promise);
  return [
    ...(person === undefined ? [] : [`to ${person}`]),
    ...promise.entities.map(({ id }) => `about ${id}`),
  ];
}

function riskFinding(
  { node }: Open,
  earlier: readonly ClosedPromise[],
  days: number,
): readonly Finding[] {
  const failed = earlier.filter(hasFailed);
  const risk = (failed.length + 1) / (earlier.length + 2);
  if (failed.length < fewestFailed || risk < leastRisk) return [];
  const whom = node.to === undefined ? '' : ` to ${node.to}`;
  return [
    {
      kind: 'promise_at_risk',
      sentence: `The promise${whom} ${quoted(node.content)}, due in ${inDays(days)}, is at risk: ${failed.length} of ${earlier.length} like it were broken or late`,
      evidence: [node.id, ...failed.map(({ id }) => id)].slice(0, mostEvidence),
      score: rounded(risk * 2 ** (-days / soonDays)),
      counts: { days: Math.round(days), alike: earlier.length, brokenOrLate: failed.length },
    },
  ];
}
