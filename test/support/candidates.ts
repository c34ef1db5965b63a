import { mostCarried } from '../../src/analysis/analyse-memory.ts';
import { tokens } from '../../src/analysis/tokens.ts';
import type { Candidate, Neighbour } from '../../src/engine/reads.ts';
import type { NodeRecord } from '../../src/model/node-record.ts';

let made = 0;

/** A candidate for the scorer: a note of its own, found by nothing, unless told otherwise. */
export function candidate(
  record: Partial<NodeRecord>,
  { neighbours = [], ...found }: Partial<Omit<Candidate, 'node' | 'beside'>> = {},
): Candidate {
  made += 1;
  const createdAt = `2026-01-01T00:00:00.${String(made).padStart(6, '0')}Z`;
  return {
    node: {
      id: `memory-${made}`,
      kind: 'note',
      content: `text ${made}`,
      createdAt,
      occurredAt: '2026-01-01T00:00:00.000Z',
      ...record,
    },
    entities: [],
    links: [],
    aliases: [],
    named: [],
    hops: [],
    beside: neighbours.map(({ place, content }) => ({
      place,
      terms: tokens(content).slice(0, mostCarried).join(' '),
    })),
    neighbours,
    ...found,
  };
}

export const neighbour = (place: Neighbour['place'], content: string): Neighbour => ({
  id: `beside-${place}-${content}`,
  place,
  content,
  occurredAt: '2026-01-01T00:00:00.000Z',
});
