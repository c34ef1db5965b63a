import * as z from 'zod';

import { cut } from '../model/cut.ts';
import type { Instant } from '../model/instant.ts';

/** What a finding can be about. */
const findingKinds = [
  'overdue',
  'due_soon',
  'promise_at_risk',
  'broken_promises',
  'contradiction',
  'correlation',
  'recurring_theme',
  'stale_decision',
  'superseded_decision',
  'quiet_entity',
] as const;

export type FindingKind = (typeof findingKinds)[number];

const share = z.number().min(0).max(1);

export const finding = z
  .object({
    kind: z.enum(findingKinds),
    sentence: z.string(),
    evidence: z.array(z.string()).readonly().describe('Ids of the memories that show it'),
    score: share.describe('How much it matters, comparable among kinds'),
    /** What the sentence and the score were made of, by name. */
    counts: z.record(z.string(), z.number()).readonly(),
    /** Of what was tested against chance: how many times as often as elsewhere, and how likely by chance, by itself and among all tests. */
    statistic: z
      .object({ lift: z.number(), p: share, adjustedP: share })
      .readonly()
      .exactOptional(),
  })
  .readonly();

/**
 * Something worth knowing that no single memory says.
 *
 * Its score is from 0 to 1, by kind:
 * - `overdue` by d days: `1 - 0.5 × 2^(-d/14)`
 * - `due_soon`, in d days: `0.5 × (1 - d/14)`
 * - `promise_at_risk`, due in d days, f of n like it broken or late: `(f + 1)/(n + 2) × 2^(-d/14)` (rule of succession)
 * - `broken_promises`, n to one person: `1 - 1/n`
 * - `contradiction`, the later memory d days old: `0.4 + 0.4 × 2^(-d/90)`
 * - `correlation`, met by n bad outcomes: `0.8 × (1 - 1/lift) × (1 - 2^(-n/5))`
 * - `recurring_theme`, in n memories of the period: `0.5 × (1 - 1/lift) × (1 - 2^(-n/5))`
 * - `stale_decision`, its ground superseded d days ago: `0.3 + 0.3 × 2^(-d/90)`
 * - `superseded_decision`, d days ago: `0.4 × 2^(-d/90)`
 * - `quiet_entity` of n memories, silent for d days: `0.4 × (1 - 1/n) × (1 - 2^(-d/90))`
 *
 * The constants are judgement: half-lives of two weeks for promises, a quarter for the rest.
 */
export type Finding = z.output<typeof finding>;

const dayMs = 86_400_000;

/** Years of other than four digits would not be in the order of their texts. */
const firstMs = Date.parse('0001-01-01T00:00:00.000Z');
const lastMs = Date.parse('9999-12-31T23:59:59.999Z');

/** A moment so many days later, within the years that an instant can have. */
export const shifted = (moment: Instant, days: number): Instant =>
  new Date(Math.min(lastMs, Math.max(firstMs, Date.parse(moment) + days * dayMs))).toISOString();

export const daysBetween = (from: Instant, to: Instant): number =>
  (Date.parse(to) - Date.parse(from)) / dayMs;

export const rounded = (score: number): number => Math.round(score * 1_000) / 1_000;

/** A day of a quarter ago weighs half as much as today. */
export const freshness = (days: number): number => 2 ** (-Math.max(0, days) / 90);

/** The beginning of a text, on one line. */
export function quoted(text = ''): string {
  const line = text.replaceAll(/\s+/gu, ' ').trim();
  return `“${line.length > 100 ? `${cut(line, 99)}…` : line}”`;
}

export const inDays = (days: number): string =>
  Math.round(days) === 1 ? '1 day' : `${Math.round(days)} days`;

export const toWhom = (to: string | undefined): string => (to === undefined ? '' : ` to ${to}`);

/** The highest score first; at a tie by what is said, then by what shows it. */
export function inOrder(findings: readonly Finding[]): readonly Finding[] {
  const placed = findings.map((one) => ({ one, text: `${one.sentence}\n${one.evidence.join()}` }));
  return placed
    .toSorted((a, b) => b.one.score - a.one.score || (a.text < b.text ? -1 : 1))
    .map(({ one }) => one);
}

/** So much evidence is shown of one finding; its counts tell how much there is. */
export const mostEvidence = 20;
