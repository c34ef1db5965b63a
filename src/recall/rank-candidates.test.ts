import { expect, it } from 'vitest';

import { candidate, neighbour } from '../../test/support/candidates.ts';
import type { Candidate } from '../engine/reads.ts';
import { loadWordVectors } from '../vectors/word-vectors.ts';
import { readQuestion } from './question.ts';
import { rankCandidates, type Ranked, type RankOptions } from './rank-candidates.ts';

const now = '2026-11-29T12:00:00.000Z';

const rank = (
  candidates: readonly Candidate[],
  asked: string,
  options?: RankOptions,
): Promise<readonly Ranked[]> => rankCandidates(candidates, readQuestion(asked, now), options);

const order = async (
  candidates: readonly Candidate[],
  asked: string,
): Promise<readonly unknown[]> =>
  (await rank(candidates, asked)).map((ranked) => ranked.candidate.node.content);

const idsOf = (ranked: readonly Ranked[]): readonly string[] =>
  ranked.map((row) => row.candidate.node.id).toSorted();

const ada = { id: 'entity_a', name: 'Ada' };

it('puts what has more of the words first', async () => {
  const few = candidate({ content: 'flour' });
  const all = candidate({ content: 'flour supplier' });
  expect(await order([few, all], 'flour supplier')).toEqual(['flour supplier', 'flour']);
});

it('is indifferent to the order and the scores of the engine', async () => {
  const found = ['flour', 'flour and salt', 'salt and bread', 'bread', 'bread flour'].map(
    (content, place) => candidate({ content }, { text: { rank: place, score: 9 - place } }),
  );
  const moved = found.map((one, place) => ({ ...one, text: { rank: 9 - place, score: 1 } }));
  const contents = await order(found, 'flour and bread');
  expect(await order(moved.toReversed(), 'flour and bread')).toEqual(contents);
});

it('puts the answer to a question before the question, and before what only follows it', async () => {
  const question = candidate({ content: 'Where did you buy the flour, Ada?' });
  const reply = candidate(
    { content: 'At the old mill near Harrow, where it is ground every morning' },
    { neighbours: [neighbour(-1, 'Where did you buy the flour, Ada?')] },
  );
  const other = candidate({ content: 'At the old mill near Harrow, where it is ground at night' });
  const [first] = await order([other, question, reply], 'Where was the flour bought?');
  expect(first).toBe(reply.node.content);
});

it('lends from the best over an entity that the question does not name', async () => {
  const fire = candidate(
    { content: 'The fire burned the whole store' },
    { entities: [{ id: 'entity_d', name: 'Depot Nine' }] },
  );
  const depot = candidate(
    { content: 'Depot Nine is insured by Lloyd' },
    {
      entities: [{ id: 'entity_d', name: 'Depot Nine' }],
      hops: [{ from: fire.node.id, entity: 'entity_d', rank: 0 }],
    },
  );
  const stray = candidate({ content: 'Depot Ten is insured by Lloyd' });
  const ranked = await rank([stray, depot, fire], 'What did the fire burn?');
  expect(ranked.map((row) => row.candidate)).toEqual([fire, depot, stray]);
  expect(ranked[1]?.why.through).toEqual([{ memory: fire.node.id, entity: 'Depot Nine' }]);
  const asked = await rank([stray, depot, fire], 'What did the fire burn at Depot Nine?');
  expect(asked.flatMap((row) => row.why.through)).toEqual([]);
});

it('lends less the more memories share the entity', async () => {
  const entities = [{ id: 'entity_t', name: 'Team' }];
  const best = candidate({ content: 'The fire burned all' }, { entities });
  const sharing = (count: number): Candidate[] =>
    Array.from({ length: count }, () =>
      candidate(
        { content: 'It met' },
        { entities, hops: [{ from: best.node.id, entity: 'entity_t', rank: 0 }] },
      ),
    );
  const lent = async (count: number): Promise<number> =>
    (await rank([best, ...sharing(count)], 'fire'))[1]?.why.shares.hop ?? 0;
  expect(await lent(1)).toBeCloseTo(4 * (await lent(4)), 1);
});

it('keeps the latest first where nothing is asked, and at a tie', async () => {
  const recent = [0, 1, 2].map((place) => candidate({}, { recent: place }));
  const ranked = await rank(recent.toReversed(), '');
  expect(ranked.map((row) => row.candidate)).toEqual(recent);
  expect(ranked[0]?.why.sentence).toBe('is one of the latest');
  const older = candidate({ content: 'flour', speaker: 'Ada' });
  const newer = candidate({
    content: 'flour',
    speaker: 'Bob',
    occurredAt: '2026-02-01T00:00:00.000Z',
  });
  expect((await rank([older, newer], 'flour'))[0]?.candidate).toBe(newer);
});

it('keeps the best of near-duplicates, and what another says or another kind is', async () => {
  const text = 'Ada buys the flour for the whole week at the mill in Harrow every Monday';
  const same = candidate({ content: text });
  const again = candidate({ content: `${text}!` });
  const other = candidate({ content: text.replace('Monday', 'Sunday').replace('flour', 'salt') });
  const said = candidate({ content: text, speaker: 'Ada' });
  const ranked = await rank([same, again, other, said], 'Who buys flour?');
  expect(ranked).toHaveLength(3);
  expect(await rank([same, again, other, said], 'Who buys flour?', { most: 2 })).toHaveLength(2);
});

it('keeps the same words of another number, or to another person', async () => {
  const text = 'The invoice of the mill for the flour of the whole week is paid, number 17';
  const paid = candidate({ content: text });
  const other = candidate({ content: text.replace('17', '18') });
  expect(await rank([paid, other], 'Which invoice is paid?')).toHaveLength(2);
  const toAda = candidate({ kind: 'commitment', content: text, to: 'Ada' });
  const toBea = candidate({ kind: 'commitment', content: text, to: 'Bea' });
  expect(await rank([toAda, toBea], 'Which invoice is paid?')).toHaveLength(2);
});

it('keeps a pattern for the note that is its evidence, wherever it stands', async () => {
  const note = candidate({ content: 'Sundays are busy' });
  const pattern = candidate({ content: 'Sundays are busy', kind: 'pattern' });
  const ranked = await rank([note, pattern], 'Sundays');
  expect(ranked.map((row) => row.candidate)).toEqual([pattern]);
});

it('gives other tasks their turn while it reads', async () => {
  const many = Array.from({ length: 300 }, (_, index) =>
    candidate({ content: `flour ${index} ${'bread and salt '.repeat(40)}` }),
  );
  let turns = 0;
  let isOver = false;
  const turn = (): void => {
    turns += 1;
    if (!isOver) setImmediate(turn);
  };
  setImmediate(turn);
  await rank(many, 'flour');
  isOver = true;
  expect(turns).toBeGreaterThan(2); // the first is before it begins
});

it('says why in one sentence and in shares that add up to the score', async () => {
  const found = candidate(
    { kind: 'decision', content: 'Ada orders the flour', occurredAt: '2026-11-28T09:00:00.000Z' },
    {
      entities: [ada],
      named: [{ entity: ada.id, rank: 0 }],
      neighbours: [neighbour(-1, 'Who will order flour?')],
      hops: [],
    },
  );
  const [ranked] = await rank([found, candidate({})], 'What flour did Ada choose yesterday?');
  expect(ranked?.why).toMatchInlineSnapshot(`
    {
      "entities": [
        {
          "id": "entity_a",
          "name": "Ada",
        },
      ],
      "latest": false,
      "repliesTo": "beside--1-Who will order flour?",
      "sentence": "has the words flour, Ada; is about Ada; is a decision, as asked; is of the time asked for (yesterday); follows a question that asks the same (beside--1-Who will order flour?)",
      "shares": {
        "echo": -0.0528,
        "entity": 0.4,
        "kind": 0.2,
        "length": 0.1659,
        "names": 0.12,
        "period": 0.22,
        "reply": 0.0725,
        "words": 0.6432,
      },
      "terms": [
        "flour",
        "Ada",
      ],
      "through": [],
    }
  `);
  const sum = Object.values(ranked?.why.shares ?? {}).reduce((all, share) => all + share, 0);
  expect(sum).toBeCloseTo(ranked?.score ?? Number.NaN, 3);
});

it('meets other words for the same with word vectors, and says how near', async () => {
  const doctor = candidate({ content: 'I saw the physician about the pain in my leg' });
  const shop = candidate({ content: 'I saw the shopkeeper about the price of the bread' });
  const asked = 'Did I visit a doctor?';
  const vectors = await loadWordVectors();
  const [first, second] = await rank([shop, doctor], asked, { vectors });
  expect(first?.candidate).toBe(doctor);
  expect(first?.why.cosine).toBeGreaterThan(second?.why.cosine ?? 1);
  expect((await rank([doctor], asked))[0]?.why).not.toHaveProperty('cosine');
});

it('compares in meaning the fifty that words put first, and no others', async () => {
  const vectors = await loadWordVectors();
  const asked = 'Who buys flour at the mill?';
  const found = Array.from({ length: 130 }, (_, place) =>
    candidate({
      content: `${place % 2 === 0 ? 'Flour' : 'Bread'} from the mill, delivery ${place}`,
    }),
  );
  const byWords = (await rank(found, asked)).slice(0, 50);
  const compared = (await rank(found, asked, { vectors })).filter(
    ({ why }) => why.cosine !== undefined,
  );
  expect(idsOf(compared)).toEqual(idsOf(byWords));
});
