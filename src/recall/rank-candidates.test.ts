import { expect, it } from 'vitest';

import type { Candidate } from '../engine/reads.ts';
import type { NodeRecord } from '../model/node-record.ts';
import { rankCandidates } from './rank-candidates.ts';

let made = 0;

function candidate(record: Partial<NodeRecord>, found: Partial<Candidate> = {}): Candidate {
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
    neighbours: [],
    named: [],
    hops: [],
    ...found,
  };
}

const order = (candidates: readonly Candidate[], terms: readonly string[]): readonly unknown[] =>
  rankCandidates(candidates, terms).map((ranked) => ranked.candidate.node.content);

const ada = { id: 'entity_a', name: 'Ada' };

it('puts what has more of the words above what has fewer at about the same place', () => {
  const few = candidate({ content: 'flour' }, { text: { rank: 0, score: 9 } });
  const all = candidate({ content: 'flour supplier' }, { text: { rank: 1, score: 8 } });
  expect(order([few, all], ['flour', 'supplier'])).toEqual(['flour supplier', 'flour']);
});

it('adds up the ways in which something was found', () => {
  const byText = candidate({ content: 'flour' }, { text: { rank: 0, score: 9 } });
  const both = candidate(
    { content: 'flour for Ada' },
    { text: { rank: 1, score: 8 }, entities: [ada], named: [{ entity: ada.id, rank: 0 }] },
  );
  const byHop = candidate(
    { content: 'yeast' },
    { entities: [ada], hops: [{ from: 'memory-1', entity: ada.id, rank: 0 }] },
  );
  expect(order([byHop, byText, both], ['flour'])).toEqual(['flour for Ada', 'flour', 'yeast']);
});

it('keeps the order of the engine among equals, and the later first at a tie', () => {
  const recent = [0, 1, 2].map((rank) => candidate({}, { recent: rank }));
  expect(rankCandidates(recent.toReversed(), []).map((ranked) => ranked.candidate)).toEqual(recent);
  const older = candidate({ occurredAt: '2026-01-01T00:00:00.000Z' }, { recent: 0 });
  const newer = candidate({ occurredAt: '2026-02-01T00:00:00.000Z' }, { recent: 0 });
  expect(rankCandidates([older, newer], [])[0]?.candidate).toBe(newer);
});

it('keeps the same text once, where it stands best', () => {
  const note = candidate({ content: 'same' }, { text: { rank: 3, score: 1 } });
  const pattern = candidate({ content: 'same', kind: 'pattern' }, { text: { rank: 0, score: 2 } });
  const ranked = rankCandidates([note, pattern], ['same']);
  expect(ranked.map((row) => row.candidate)).toEqual([pattern]);
});

it('meets words across accents, case and width', () => {
  const [ranked] = rankCandidates(
    [candidate({ content: 'Café Ｚürich' }, { text: { rank: 0, score: 1 } })],
    ['café', 'zurich', 'tea'],
  );
  expect(ranked?.why.terms).toEqual(['café', 'zurich']);
});

it('says why in one sentence', () => {
  const [ranked] = rankCandidates(
    [
      candidate(
        { content: 'Ada orders flour' },
        {
          entities: [ada],
          text: { rank: 0, score: 1 },
          named: [{ entity: ada.id, rank: 0 }],
          hops: [{ from: 'memory-9', entity: ada.id, rank: 1 }],
        },
      ),
    ],
    ['flour', 'ada'],
  );
  expect(ranked?.why).toMatchInlineSnapshot(`
    {
      "entities": [
        {
          "id": "entity_a",
          "name": "Ada",
        },
      ],
      "latest": false,
      "sentence": "has the words flour, ada; is about Ada; shares Ada with memory-9",
      "terms": [
        "flour",
        "ada",
      ],
      "through": [
        {
          "entity": "Ada",
          "memory": "memory-9",
        },
      ],
    }
  `);
  const [latest] = rankCandidates([candidate({}, { recent: 0 })], []);
  expect(latest?.why.sentence).toMatchInlineSnapshot(`"is one of the latest"`);
});
