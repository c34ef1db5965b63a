import { expect, it } from 'vitest';

import { candidate, neighbour } from '../../test/support/candidates.ts';
import type { Candidate } from '../engine/reads.ts';
import { readQuestion } from './question.ts';
import { setScene } from './scene.ts';
import { SubjectReader } from './subject.ts';
import { type FeatureName, weights } from './weights.ts';

type Name = Exclude<FeatureName, 'meaning' | 'nearestWords'>;

/** The value of a feature for each candidate, to two digits. */
function values(name: Name, asked: string, candidates: readonly Candidate[]): readonly number[] {
  const question = readQuestion(asked, '2026-11-29T12:00:00.000Z');
  const reader = new SubjectReader(question);
  const scene = setScene(
    question,
    candidates.map((found) => reader.read(found)),
  );
  return scene.subjects.map((subject) => Number(weights[name].of(subject, scene).toFixed(2)));
}

it('words: more of the question, rarer words and repetition count more; length counts less', () => {
  const [both, rare, common, twice, long, none] = values('words', 'flour supplier', [
    candidate({ content: 'flour supplier' }),
    candidate({ content: 'supplier found' }),
    candidate({ content: 'flour bought' }),
    candidate({ content: 'flour on flour' }),
    candidate({ content: `flour ${'bread yeast salt '.repeat(6)}` }),
    candidate({ content: 'yeast' }),
  ]);
  expect(both).toBeGreaterThan(rare ?? 1);
  expect(rare).toBeGreaterThan(common ?? 1);
  expect(twice).toBeGreaterThan(common ?? 1);
  expect(common).toBeGreaterThan(long ?? 1);
  expect(none).toBe(0);
});

it('words: those of neighbours count by their share, and hardly for a long text', () => {
  const beside = [neighbour(-1, 'Where does the flour come from?')];
  const [reply, alone, long] = values('words', 'flour', [
    candidate({ content: 'From the mill' }, { neighbours: beside }),
    candidate({ content: 'From the mill' }),
    candidate({ content: 'word '.repeat(300) }, { neighbours: beside }),
  ]);
  expect(reply).toBeGreaterThan(0.1);
  expect(alone).toBe(0);
  expect(long).toBeLessThan(0.05);
});

it('words: speaker, entities, days and kind are words too', () => {
  const found = candidate(
    { kind: 'decision', speaker: 'Ada', occurredAt: '2023-05-08T13:00:00.000Z' },
    { entities: [{ id: 'entity_h', name: 'Harrow Mill' }] },
  );
  const other = candidate({ occurredAt: '2024-06-01T00:00:00.000Z' });
  for (const asked of ['Ada', 'Harrow', '8 May', 'Monday', 'Why did we choose it?']) {
    const [meets, none] = values('words', asked, [found, other]);
    expect(meets).toBeGreaterThan(0.2);
    expect(none).toBe(0);
  }
});

it('words: a day that is named by its distance is met by its date', () => {
  const found = candidate({ content: 'We met yesterday', occurredAt: '2023-05-08T13:00:00.000Z' });
  expect(values('words', 'Who met on 7 May 2023?', [found])[0]).toBeGreaterThan(0.4);
});

it('reply and echo: what the memory just before has; a reply only if that one asks', () => {
  const asked = candidate({ content: 'Yes' }, { neighbours: [neighbour(-1, 'Any flour left?')] });
  const told = candidate({ content: 'Yes' }, { neighbours: [neighbour(-1, 'The flour left.')] });
  const later = candidate({ content: 'Yes' }, { neighbours: [neighbour(1, 'Any flour left?')] });
  const others = [candidate({ content: 'flour' }), candidate({ content: 'yeast' })];
  const [reply, notAsked, after] = values('reply', 'flour', [asked, told, later, ...others]);
  expect(reply).toBeGreaterThan(0.2);
  expect([notAsked, after]).toEqual([0, 0]);
  const [same, echo, none] = values('echo', 'flour', [asked, told, later, ...others]);
  expect([same, none]).toEqual([echo, 0]);
});

it('speaker: the one whom the question names, if it names one', () => {
  const said = [candidate({ speaker: 'Ada King' }), candidate({ speaker: 'Grace' }), candidate({})];
  expect(values('speaker', 'What did Ada say?', said)).toEqual([1, 0, 0]);
  expect(values('speaker', 'What did Ada tell Grace?', said)).toEqual([0, 0, 0]);
  expect(values('speaker', 'What was said?', said)).toEqual([0, 0, 0]);
});

it('length: a few words say little, and more than enough says no more', () => {
  const [none, few, enough, many] = values('length', 'flour', [
    candidate({ content: 'Wow!' }),
    candidate({ content: 'flour from Harrow mill' }),
    candidate({ content: 'word '.repeat(25) }),
    candidate({ content: 'word '.repeat(250) }),
  ]);
  expect(none).toBeLessThan(few ?? 0);
  expect(few).toBeLessThan(enough ?? 0);
  expect([enough, many]).toEqual([1, 1]);
});

it('asks: a question, the less the longer it is', () => {
  const [asks, tells, long] = values('asks', 'flour', [
    candidate({ content: 'Is there flour?' }),
    candidate({ content: 'There is flour.' }),
    candidate({ content: `Is there flour? ${'word '.repeat(60)}` }),
  ]);
  expect([asks, tells]).toEqual([1, 0]);
  expect(long).toBeLessThan(0.6);
});

it.each([
  ['When did it burn?', [1, 0, 0]],
  ['Where did it burn?', [0, 1, 0]],
  ['How many burned?', [0, 0, 1]],
  ['What burned?', [0, 0, 0]],
])('answers: a time, a place or a number where %j asks for it', (asked, expected) => {
  const told = ['It burned yesterday', 'It burned in Harrow', 'It burned, all seven'];
  expect(
    values(
      'answers',
      asked,
      told.map((content) => candidate({ content })),
    ),
  ).toEqual(expected);
});

it('names: capitals and numbers of the question, speakers aside', () => {
  const all = [
    candidate({ content: 'Harrow has 42 ovens', speaker: 'Ada' }),
    candidate({ content: 'Harrow is large' }),
    candidate({ content: 'ovens' }),
    candidate({ content: 'Yes' }, { neighbours: [neighbour(-1, 'In Harrow?')] }),
  ];
  const [both, one, none, beside] = values('names', 'Does Ada know the 42 ovens of Harrow?', all);
  expect(both).toBe(1);
  expect(one).toBeLessThan(1);
  expect(none).toBe(0);
  expect(beside).toBeGreaterThan(0);
  expect(values('names', 'does it burn?', all)).toEqual([0, 0, 0, 0]);
});

it('entity: one that the question names, fully where the text begins with its name', () => {
  const about = {
    entities: [{ id: 'entity_k', name: 'Kubernetes' }],
    named: [{ entity: 'entity_k', rank: 0 }],
  };
  expect(
    values('entity', 'k8s?', [
      candidate({ content: 'Kubernetes runs the services' }, about),
      candidate({ content: 'We deploy to Kubernetes' }, about),
      candidate({ content: 'Kubernetes' }),
    ]),
  ).toEqual([1, 0.2, 0]);
});

it('kind: the one that is asked for', () => {
  const kinds = ['commitment', 'decision', 'pattern', 'note'] as const;
  const all = kinds.map((kind) => candidate({ kind }));
  expect(values('kind', 'What did I promise?', all)).toEqual([1, 0, 0, 0]);
  expect(values('kind', 'Why did we choose SQLite?', all)).toEqual([0, 1, 0, 0]);
  expect(values('kind', 'What keeps going wrong?', all)).toEqual([0, 0, 1, 0]);
  expect(values('kind', 'What is it?', all)).toEqual([0, 0, 0, 0]);
});

it('period: happened or due in the time that is named', () => {
  const march = '2026-03-05T00:00:00.000Z';
  const all = [
    candidate({ occurredAt: march }),
    candidate({ dueAt: march }),
    candidate({ occurredAt: '2026-04-01T00:00:00.000Z' }),
  ];
  expect(values('period', 'What was last March?', all)).toEqual([1, 1, 0]);
  expect(values('period', 'What was it?', all)).toEqual([0, 0, 0]);
});

it('session: the best of it, as a share of the best session', () => {
  const all = [
    candidate({ content: 'flour' }, { session: 'a' }),
    candidate({ content: 'hm' }, { session: 'a' }),
    candidate({ content: 'flour and much more to be said of bread' }, { session: 'b' }),
    candidate({ content: 'flour' }),
  ];
  const [a, other, b, none] = values('session', 'flour', all);
  expect([a, other, none]).toEqual([1, 1, 0]);
  expect(b).toBeGreaterThan(0);
  expect(b).toBeLessThan(1);
});

it('stay finite for nothing at all', () => {
  for (const name of Object.keys(weights) as Name[])
    for (const asked of ['', '?', 'flour'])
      expect(values(name, asked, [candidate({ content: '' })])).toEqual([expect.closeTo(0, 0)]);
});
