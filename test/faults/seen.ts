import { TestRunner } from 'vitest';

/** Hands what a test has seen to the table of `npm run test:faults`. */
export function reportSeen(seen: Readonly<Record<string, number | string>>): void {
  const test = TestRunner.getCurrentTest();
  if (test !== undefined) test.meta.seen = seen;
}
