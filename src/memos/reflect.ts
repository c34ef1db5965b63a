import * as z from 'zod';

import type { NodeDetail, Review } from '../engine/reads.ts';
import { cut } from '../model/cut.ts';
import { entityId } from '../model/identity.ts';
import { defineRead } from '../operations/define-operation.ts';
import { entityNameOrId, instant } from '../operations/fields.ts';

const dayMs = 86_400_000;
const soonDays = 14;
const quietDays = 60;
/** How many of each are looked at. */
const reviewLimit = 200;

/** What a finding can be about. */
const findingKinds = [
  'overdue',
  'due_soon',
  'broken_promises',
  'superseded_decision',
  'quiet_entity',
] as const;

export type FindingKind = (typeof findingKinds)[number];

export const finding = z
  .object({
    kind: z.enum(findingKinds),
    sentence: z.string(),
    evidence: z.array(z.string()).readonly().describe('Ids of the memories that show it'),
    score: z.number().min(0).max(1).describe('How much it matters, comparable among kinds'),
  })
  .readonly();

/**
 * Something worth knowing that no single memory says.
 *
 * Its score is from 0 to 1, by kind: overdue by d days `1 - 0.5 × 2^(-d/14)`; due in d days `0.5 × (1 - d/14)`; n promises broken to
 * one person `1 - 1/n`; a decision superseded d days ago `0.4 × 2^(-d/90)`; an entity of n memories silent for d days
 * `0.4 × (1 - 1/n) × (1 - 2^(-d/90))`. The constants are judgement: half-lives of two weeks for promises, a quarter for the rest.
 */
export type Finding = z.output<typeof finding>;

const output = z
  .object({ findings: z.array(finding).readonly().describe('The highest score first') })
  .readonly();

/** What was found by looking over the memories. */
export type Reflection = z.output<typeof output>;

const reflectInput = z.strictObject({
  topic: entityNameOrId.exactOptional().describe('Only what is about this entity, by name or id'),
  since: instant
    .exactOptional()
    .describe('Broken promises and superseded decisions from here on; default: all'),
  now: instant.exactOptional().describe('The time to judge from; default: now'),
});

export type ReflectOptions = z.input<typeof reflectInput>;

export const reflect = defineRead({
  name: 'reflect',
  summary: 'Find overdue and broken promises, replaced decisions and what has gone quiet',
  input: reflectInput,
  output,
  run: async ({ topic, since, now }, reader) => {
    const moment = now ?? reader.now;
    const { value, receipt } = await reader.read('review', {
      now: moment,
      dueBefore: shifted(moment, soonDays),
      quietBefore: shifted(moment, -quietDays),
      limit: reviewLimit,
      ...(topic === undefined ? {} : { entity: topic }),
      ...(since === undefined ? {} : { since }),
    });
    return { value: { findings: findingsOf(value, moment) } satisfies Reflection, receipt };
  },
});

const shifted = (moment: string, days: number): string =>
  new Date(Date.parse(moment) + days * dayMs).toISOString();

function findingsOf(review: Review, now: string): readonly Finding[] {
  const findings = [
    ...review.due.map((detail) => dueFinding(detail, now)),
    ...brokenFindings(review.broken),
    ...review.superseded.map((detail) => supersededFinding(detail, now)),
    ...review.quiet.map((quiet) => quietFinding(quiet, now)),
  ];
  return findings.toSorted((a, b) => b.score - a.score || (a.sentence < b.sentence ? -1 : 1));
}

const daysBetween = (from: string, to: string): number =>
  (Date.parse(to) - Date.parse(from)) / dayMs;
const rounded = (score: number): number => Math.round(score * 1_000) / 1_000;

const quoted = (text = ''): string => `“${text.length > 100 ? `${cut(text, 99)}…` : text}”`;
const inDays = (days: number): string =>
  Math.round(days) === 1 ? '1 day' : `${Math.round(days)} days`;
const toWhom = (to: string | undefined): string => (to === undefined ? '' : ` to ${to}`);

function dueFinding({ node }: NodeDetail, now: string): Finding {
  const days = daysBetween(now, node.dueAt ?? now);
  const promise = `The promise${toWhom(node.to)} ${quoted(node.content)}`;
  return days < 0
    ? {
        kind: 'overdue',
        sentence: `${promise} is overdue by ${inDays(-days)}`,
        evidence: [node.id],
        score: rounded(1 - 0.5 * 2 ** (days / 14)),
      }
    : {
        kind: 'due_soon',
        sentence: `${promise} is due in ${inDays(days)}`,
        evidence: [node.id],
        score: rounded(0.5 * (1 - days / soonDays)),
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

/** Whom a promise was made to: the entity, since names differ in case, width and by alias. */
function promisee({ node, entities }: NodeDetail): string | undefined {
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
  };
}

function supersededFinding({ node }: NodeDetail, now: string): Finding {
  const days = Math.max(0, daysBetween(node.validTo ?? now, now));
  return {
    kind: 'superseded_decision',
    sentence: `The decision ${quoted(node.content)} was superseded ${inDays(days)} ago`,
    evidence: [node.id, ...(node.supersededBy === undefined ? [] : [node.supersededBy])],
    score: rounded(0.4 * 2 ** (-days / 90)),
  };
}

function quietFinding(
  { entity, count, lastAt, lastMemory }: Review['quiet'][number],
  now: string,
): Finding {
  const days = daysBetween(lastAt, now);
  return {
    kind: 'quiet_entity',
    sentence: `${entity.name} has not come up for ${inDays(days)}, after ${count} memories`,
    evidence: [lastMemory],
    score: rounded(0.4 * (1 - 1 / count) * (1 - 2 ** (-days / 90))),
  };
}
