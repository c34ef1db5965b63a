import type { Instant } from './instant.ts';

/** After this many days without new evidence a pattern's strength has halved. */
const strengthHalfLifeDays = 180;

const dayMs = 86_400_000;

/**
 * The strength of a pattern, from 0 to below 1: `n / (n + 2) × 2^(-days / 180)`, where n counts the evidence and days have
 * passed since the latest. The first factor is the rule of succession without its prior success, so that one case weighs a third.
 */
export function patternStrength(count: number, lastAt: Instant | undefined, now: Instant): number {
  if (count === 0) return 0;
  const days =
    lastAt === undefined ? 0 : Math.max(0, (Date.parse(now) - Date.parse(lastAt)) / dayMs);
  return Math.round((count / (count + 2)) * 2 ** (-days / strengthHalfLifeDays) * 10_000) / 10_000;
}
