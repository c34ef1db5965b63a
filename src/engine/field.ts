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

/** Terms of a field stand between blanks and line ends, neither of which they have. */
const blankCode = 0x20;

/** How often a term, which is not empty, stands in a text of a field. */
export function occurrences(text: string, term: string): number {
  let count = 0;
  for (let at = text.indexOf(term); at !== -1;) {
    const end = at + term.length;
    const isWhole =
      (at === 0 || text.charCodeAt(at - 1) <= blankCode) &&
      (end === text.length || text.charCodeAt(end) <= blankCode);
    if (isWhole) count += 1;
    at = text.indexOf(term, end);
  }
  return count;
}

/** How many terms stand in a line of a field, one blank after each but the last. */
export function countTerms(line: string): number {
  if (line === '') return 0;
  let count = 1;
  for (let at = line.indexOf(' '); at !== -1; at = line.indexOf(' ', at + 1)) count += 1;
  return count;
}
