import { randomUUID } from 'node:crypto';

import type { Finding, MemOS } from 'memos-graph';
import { expect, it } from 'vitest';

import { describeNeo4j } from '../support/neo4j.ts';
import { describeEngines, neo4jSpaces, openFile } from './engines.ts';

const day = (number: number): string => new Date(Date.UTC(2026, 0, 1 + number)).toISOString();
const now = day(180);

const topics = 'oven till window recipe garden poster lamp music salad coffee'.split(' ');
const people = ['Ada', 'Bo', 'Cem', 'Dora'];
const one = <Item>(items: readonly Item[], place: number): Item =>
  items[place % items.length] as Item; // the place is within

/** A note a day, about nothing in particular. */
async function everyday(memory: MemOS): Promise<void> {
  await memory.adapter.storeMemoryBatch(
    Array.from({ length: 180 }, (_, number) => ({
      id: `day-${number}`,
      content: `${one(people, number)} saw to the ${one(topics, number * 7)} and the ${one(topics, number * 3 + 1)}`,
      entities: [one(people, number)],
      occurredAt: day(number),
    })),
  );
}

/** Moths come up in the last month. */
async function moths(memory: MemOS): Promise<void> {
  await memory.adapter.storeMemoryBatch(
    [152, 155, 159, 162, 166, 170, 173, 177].map((number) => ({
      id: `moth-${number}`,
      content: 'Moths in the flour store',
      entities: ['Flour store'],
      occurredAt: day(number),
    })),
  );
}

/** Each delivery is promised to a customer; where it rained before, it was not made. */
async function deliveries(memory: MemOS): Promise<void> {
  const numbers = Array.from({ length: 24 }, (_, number) => number);
  await memory.adapter.storeMemoryBatch(
    numbers.flatMap((number) => [
      {
        id: `weather-${number}`,
        content: number % 3 === 0 ? 'Heavy rain' : 'A mild morning',
        entities: [`Customer ${number}`],
        occurredAt: day(10 + number * 5),
      },
      {
        id: `delivery-${number}`,
        kind: 'commitment' as const,
        content: `Deliver order ${number}`,
        to: `Customer ${number}`,
        dueAt: day(13 + number * 5),
        occurredAt: day(9 + number * 5),
      },
    ]),
  );
  for (const number of numbers)
    await memory.adapter.completeCommitment({
      id: `delivery-${number}`,
      status: number % 3 === 0 ? 'broken' : 'completed',
      at: day(12 + number * 5),
    });
}

async function tasting(memory: MemOS): Promise<void> {
  await memory.adapter.storeMemoryBatch([
    {
      id: 'old-date',
      content: 'The tasting is on 4 July',
      occurredAt: day(150),
      entities: ['Acme'],
    },
    {
      id: 'new-date',
      content: 'The tasting is on 11 July',
      occurredAt: day(160),
      entities: ['Acme'],
    },
    { id: 'seats', content: 'The hall has 24 seats', occurredAt: day(20), entities: ['Hall'] },
    {
      id: 'seats-again',
      content: 'The hall has 30 seats',
      occurredAt: day(21),
      entities: ['Tent'],
    },
    { id: 'home', content: 'Bo lives in Lisbon', occurredAt: day(22), entities: ['Bo'] },
    {
      id: 'new-home',
      content: 'Bo lives in Porto',
      occurredAt: day(80),
      entities: ['Bo'],
      supersedes: ['home'],
    },
  ]);
}

/** A decision that rests on a price by a link, and one that names it; one that was made on the new price. */
async function prices(memory: MemOS): Promise<void> {
  const decision = { kind: 'decision' as const, entities: ['Flour'] };
  await memory.adapter.storeMemoryBatch([
    {
      id: 'price-2025',
      content: 'Northwind is cheapest',
      occurredAt: day(30),
      entities: ['Flour'],
    },
    {
      ...decision,
      id: 'linked',
      content: 'Buy from Northwind',
      occurredAt: day(31),
      links: [{ type: 'LEADS_TO', from: 'price-2025' }],
    },
    {
      ...decision,
      id: 'naming',
      content: 'Order twice a year',
      rationale: 'The prices (price-2025) are stable.',
      occurredAt: day(32),
    },
    { ...decision, id: 'unrelated', content: 'Bake on Mondays', occurredAt: day(33) },
    {
      id: 'price-2026',
      content: 'Harrow Mill is cheapest',
      occurredAt: day(140),
      entities: ['Flour'],
      supersedes: ['price-2025'],
    },
    {
      ...decision,
      id: 'afterwards',
      content: 'Ask both for samples',
      occurredAt: day(141),
      links: [{ type: 'BASED_ON', to: 'price-2025' }],
    },
  ]);
}

async function signs(memory: MemOS): Promise<void> {
  const toMira = { to: 'Mira', occurredAt: day(90) };
  await memory.adapter.createCommitmentsBatch([
    { ...toMira, id: 'sign-1', content: 'Mend the sign', dueAt: day(100) },
    { ...toMira, id: 'sign-2', content: 'Clean the sign', dueAt: day(101) },
    { ...toMira, id: 'sign-3', content: 'Paint the sign', dueAt: day(186) },
    { to: 'Bo', occurredAt: day(90), id: 'other', content: 'Water the garden', dueAt: day(186) },
  ]);
  await memory.adapter.completeCommitment({ id: 'sign-1', status: 'broken', at: day(110) });
  await memory.adapter.completeCommitment({ id: 'sign-2', at: day(120) });
}

async function fill(memory: MemOS): Promise<void> {
  for (const part of [everyday, moths, deliveries, tasting, prices, signs]) await part(memory);
}

const told = (findings: readonly Finding[], kind: Finding['kind']) =>
  findings
    .filter((finding) => finding.kind === kind)
    .map(({ sentence, evidence, counts }) => ({ sentence, evidence, counts }));

describeEngines('reflection over many memories', (open) => {
  it('finds contradictions, promises at risk, stale decisions, themes and what preceded broken promises', async () => {
    await using memory = await open();
    await fill(memory);
    const { findings } = await memory.reflect({ now });
    expect(told(findings, 'contradiction')).toEqual([
      {
        sentence:
          'About Acme, “The tasting is on 11 July” and “The tasting is on 4 July” are both in force and differ in the date',
        evidence: ['new-date', 'old-date'],
        counts: { memories: 2, days: 20 },
      },
    ]);
    expect(told(findings, 'promise_at_risk')).toEqual([
      {
        sentence:
          'The promise to Mira “Paint the sign”, due in 6 days, is at risk: 2 of 2 like it were broken or late',
        evidence: ['sign-3', 'sign-1', 'sign-2'],
        counts: { days: 6, alike: 2, brokenOrLate: 2 },
      },
    ]);
    expect(told(findings, 'stale_decision').map(({ evidence }) => evidence)).toEqual([
      ['linked', 'price-2025', 'price-2026'],
      ['naming', 'price-2025', 'price-2026'],
    ]);
    expect(told(findings, 'recurring_theme')).toMatchObject([
      {
        sentence: expect.stringContaining('“moths”') as unknown,
        counts: { with: 8, withBefore: 0 },
      },
    ]);
    expect(told(findings, 'correlation')).toMatchObject([
      {
        sentence:
          'Promises were broken or late after memories with “heavy”, “rain” in 8 of 8 cases, otherwise in 2 of 18',
        counts: { bad: 8, cases: 8, badOtherwise: 2, casesOtherwise: 18 },
      },
    ]);
    const ids = [...new Set(findings.flatMap(({ evidence }) => evidence))];
    expect((await memory.get(ids)).items).toHaveLength(ids.length);
  });

  it('finds what preceded any outcome that is named, and says how it was tested', async () => {
    await using memory = await open();
    await everyday(memory);
    await memory.adapter.storeMemoryBatch(
      Array.from({ length: 20 }, (_, number) => [
        {
          content: number % 2 === 0 ? 'The new yeast was used' : 'The usual dough',
          entities: [`Batch ${number}`],
          occurredAt: day(10 + number * 3),
        },
        {
          id: `batch-${number}`,
          content: number % 2 === 0 ? 'The loaf was returned' : 'The loaf was sold',
          entities: [`Batch ${number}`],
          occurredAt: day(12 + number * 3),
        },
      ]).flat(),
    );
    const found = await memory.findCorrelations({ now, outcome: 'returned loaf' });
    expect(found.cases).toEqual({ bad: 10, others: 186 });
    expect(found.test).toMatchObject({
      statistic: 'Fisher’s exact test, one-sided',
      correction: 'Tarone’s modified Bonferroni',
      familywiseRate: 0.01,
    });
    expect(found.findings.map(({ sentence }) => sentence)).toEqual([
      '“returned loaf” came up after memories with “new”, “used”, “yeast” in 10 of 10 cases, otherwise in 0 of 186',
    ]);
    const short = await memory.findCorrelations({ now, outcome: 'returned loaf', windowDays: 1 });
    expect(short.findings).toEqual([]);
    const late = await memory.findCorrelations({ now, outcome: 'returned loaf', since: day(66) });
    expect(late.cases.bad).toBe(1);
    const apart = await memory.findCorrelations({ now, outcome: 'returned', topic: 'Batch 2' });
    expect(apart.cases).toEqual({ bad: 1, others: 0 });
    expect(await memory.findCorrelations({ topic: 'nobody' })).toMatchObject({
      findings: [],
      cases: { bad: 0, others: 0 },
      test: { tested: 0 },
    });
  });

  it('judges from the time it is given, and looks at one topic alone', async () => {
    await using memory = await open();
    await tasting(memory);
    const kinds = async (options: Parameters<MemOS['reflect']>[0]) =>
      (await memory.reflect(options)).findings.map(({ kind }) => kind);
    expect(await kinds({ now, topic: 'Acme' })).toEqual(['contradiction']);
    expect(await kinds({ now, topic: 'Hall' })).toEqual([]);
    expect(await kinds({ now: day(155), topic: 'Acme' })).toEqual([]);
  });

  it('reads no more of a memory than its beginning', async () => {
    await using memory = await open();
    const long = `${'🌾 '.repeat(400)}The gate is locked`;
    await memory.remember(long, { entities: ['Gate'], occurredAt: day(1) });
    await memory.remember('The gate is not locked', { entities: ['Gate'], occurredAt: day(2) });
    expect((await memory.reflect({ now: day(3) })).findings).toEqual([]);
  });
});

describeNeo4j('SQLite and Neo4j', () => {
  const openSpace = neo4jSpaces();

  it('reflect alike, to the last score', async () => {
    await using file = await openFile();
    await using server = await openSpace();
    const name = `${server.adapter.space} ${randomUUID()}`;
    const answers = [];
    for (const memory of [file.space(name), server.space(name)]) {
      await fill(memory);
      const { findings } = await memory.reflect({ now });
      const correlations = await memory.findCorrelations({ now, outcome: 'window' });
      answers.push({ findings, correlations: { ...correlations, receipt: undefined } });
      await memory.forget({ space: true });
    }
    expect(answers[1]).toEqual(answers[0]);
  });
});
