import type { Analysis } from '../model/change-set.ts';

// The full-text field of a memory is one text of three lines: what it passes on to the two after it in its session, the rest of its
// own terms, and what the two before it pass on. So nothing is stored twice, and an engine can join and part it without any analysis.

/** The lines of a memory that is in no session. */
export function ownLines({ own, carried }: Analysis): string {
  const passedOn = new Map<string, number>();
  for (const term of carried) passedOn.set(term, (passedOn.get(term) ?? 0) + 1);
  const rest = own.filter((term) => {
    const left = passedOn.get(term) ?? 0;
    if (left > 0) passedOn.set(term, left - 1);
    return left === 0;
  });
  return `${carried.join(' ')}\n${rest.join(' ')}\n`;
}
