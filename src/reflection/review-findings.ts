import type { EntityRef, NodeDetail, Review } from '../engine/reads.ts';
import { entityId } from '../model/identity.ts';
import type { Instant } from '../model/instant.ts';
import type { NodeRecord } from '../model/node-record.ts';
import {
  daysBetween,
  type Finding,
  freshness,
  inDays,
  quoted,
  rounded,
  toWhom,
} from './finding.ts';

/** A commitment due within this is due soon. */
export const soonDays = 14;
/** An entity silent for longer than this has gone quiet. */
export const quietDays = 60;

/** What the state of commitments, decisions and entities says by itself. */
export function reviewFindings(review: Review, now: Instant): readonly Finding[] {
  return [
    ...review.due.map((detail) => dueFinding(detail, now)),
    ...brokenFindings(review.broken),
    ...review.superseded.map((detail) => supersededFinding(detail, now)),
    ...review.quiet.map((quiet) => quietFinding(quiet, now)),
  ];
}

function dueFinding({ node }: NodeDetail, now: Instant): Finding {
  const days = daysBetween(now, node.dueAt ?? now);
  const promise = `The promise${toWhom(node.to)} ${quoted(node.content)}`;
  return days < 0
    ? {
        kind: 'overdue',
        sentence: `${promise} is overdue by ${inDays(-days)}`,
        evidence: [node.id],
        score: rounded(1 - 0.5 * 2 ** (days / soonDays)),
        counts: { days: Math.round(-days) },
      }
    : {
        kind: 'due_soon',
        sentence: `${promise} is due in ${inDays(days)}`,
        evidence: [node.id],
        score: rounded(0.5 * (1 - days / soonDays)),
        counts: { days: Math.round(days) },
      };
}

function brokenFindings(broken: Review['broken']): readonly Finding[] {
  const byPerson = new Map<string, NodeDetail[]>();
  for (const detail of broken) {
    const person = promisee(detail);
    if (person !== undefined) byPerson.set(person, [...(byPerson.get(person) ?? []), detail]);
  }
  return [...byPerson.values()].flatMap((details) =>
    details.length < 2 ? [] : [brokenFinding(details)],
  );
}

interface Promised {
  readonly node: Pick<NodeRecord, 'to'>;
  readonly entities: readonly EntityRef[];
}

/** Whom a promise was made to: the entity, since names differ in case, width and by alias. */
export function promisee({ node, entities }: Promised): string | undefined {
  if (node.to === undefined) return undefined;
  const id = entityId(node.to);
  const isNamed = entities.some((entity) => entity.id === id);
  return isNamed || entities.length !== 1 ? id : entities[0]?.id;
}

function brokenFinding(details: readonly NodeDetail[]): Finding {
  const latest = details[0]?.node;
  return {
    kind: 'broken_promises',
    sentence: `${details.length} promises${toWhom(latest?.to)} were broken, the latest ${quoted(latest?.content)}`,
    evidence: details.map(({ node }) => node.id),
    score: rounded(1 - 1 / details.length),
    counts: { broken: details.length },
  };
}

function supersededFinding({ node }: NodeDetail, now: Instant): Finding {
  const days = Math.max(0, daysBetween(node.validTo ?? now, now));
  return {
    kind: 'superseded_decision',
    sentence: `The decision ${quoted(node.content)} was superseded ${inDays(days)} ago`,
    evidence: [node.id, ...(node.supersededBy === undefined ? [] : [node.supersededBy])],
    score: rounded(0.4 * freshness(days)),
    counts: { days: Math.round(days) },
  };
}

function quietFinding(
  { entity, count, lastAt, lastMemory }: Review['quiet'][number],
  now: Instant,
): Finding {
  const days = daysBetween(lastAt, now);
  return {
    kind: 'quiet_entity',
    sentence: `${entity.name} has not come up for ${inDays(days)}, after ${count} memories`,
    evidence: [lastMemory],
    score: rounded(0.4 * (1 - 1 / count) * (1 - freshness(days))),
    counts: { days: Math.round(days), memories: count },
  };
}
