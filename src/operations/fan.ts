import type { Neighbourhood } from '../engine/reads.ts';

/** How many links are followed from one node, those with the latest other ends first. */
export const fan = 100;

/** True when so many links meet at one node that some of them may not have been followed. */
export function reachesFan(links: Neighbourhood['links']): boolean {
  const counts = new Map<string, number>();
  for (const end of links.flatMap(({ from, to }) => [from, to])) {
    counts.set(end, (counts.get(end) ?? 0) + 1);
  }
  return [...counts.values()].some((count) => count >= fan);
}
