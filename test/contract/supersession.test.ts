import type { MemOS } from 'memos-graph';
import { expect, it } from 'vitest';

import { contents, failureFacts } from './answers.ts';
import { describeEngines } from './engines.ts';

const recalled = async (
  memory: MemOS,
  options: Parameters<MemOS['recall']>[1] = {},
): Promise<readonly string[]> =>
  (await memory.recall('flour supplier', options)).memories
    .map(({ content }) => content)
    .toSorted();

async function shown(memory: MemOS, id: string): Promise<unknown> {
  const [node] = (await memory.get(id)).items;
  return node;
}

const day = (date: string): string => `${date}T00:00:00.000Z`;

/** Northwind from January, Harrow from April, both flour suppliers. */
async function twoSuppliers(memory: MemOS): Promise<void> {
  await memory.remember('Northwind is our flour supplier', {
    id: 'northwind',
    kind: 'decision',
    occurredAt: '2024-01-10',
  });
  await memory.remember('Harrow is our flour supplier', {
    id: 'harrow',
    kind: 'decision',
    occurredAt: '2024-04-01',
    supersedes: ['northwind'],
  });
}

describeEngines('supersession and time', (open) => {
  it('ends the old when the new begins, and says what happened', async () => {
    await using memory = await open();
    await twoSuppliers(memory);
    expect(await shown(memory, 'northwind')).toMatchObject({
      status: 'superseded',
      validFrom: day('2024-01-10'),
      validTo: day('2024-04-01'),
      supersededBy: 'harrow',
      links: [{ type: 'SUPERSEDES', direction: 'in', id: 'harrow' }],
    });
    expect(await shown(memory, 'harrow')).toMatchObject({ status: 'in_force' });
    expect(await shown(memory, 'harrow')).not.toHaveProperty('validTo');
  });

  it('recalls what is in force: now, at a time, or all with history', async () => {
    await using memory = await open();
    await twoSuppliers(memory);
    const [northwind, harrow] = ['Northwind is our flour supplier', 'Harrow is our flour supplier'];
    expect(await recalled(memory)).toEqual([harrow]);
    expect(await recalled(memory, { history: true })).toEqual([harrow, northwind]);
    expect(await recalled(memory, { asOf: '2024-03-15' })).toEqual([northwind]);
    expect(await recalled(memory, { asOf: '2024-04-01' })).toEqual([harrow]);
    expect(await recalled(memory, { asOf: '2024-03-31T23:59:59.999Z' })).toEqual([northwind]);
    expect(await recalled(memory, { asOf: '2024-01-10' })).toEqual([northwind]);
    expect(await recalled(memory, { asOf: '2024-01-09' })).toEqual([]);
    const latest = await memory.recall('', { asOf: new Date('2024-03-15') });
    expect(contents(latest.memories)).toEqual([northwind]);
    const listed = await memory.adapter.getDecisions({ status: 'superseded' });
    expect(contents(listed.items)).toEqual([northwind]);
  });

  it('lets only the first superseder end a memory, and tells a later one whose it is', async () => {
    await using memory = await open();
    await twoSuppliers(memory);
    const later = await memory.remember('Mill street is our flour supplier', {
      id: 'mill',
      kind: 'decision',
      occurredAt: '2024-02-01',
      supersedes: ['northwind', 'harrow'],
    });
    expect(later.supersedes).toEqual([
      { id: 'northwind', applied: false, alreadySupersededBy: 'harrow' },
      { id: 'harrow', applied: true },
    ]);
    expect(await shown(memory, 'northwind')).toMatchObject({
      supersededBy: 'harrow',
      validTo: day('2024-04-01'),
    });
    // It cannot end before it began.
    expect(await shown(memory, 'harrow')).toMatchObject({
      supersededBy: 'mill',
      validTo: day('2024-04-01'),
    });
  });

  it('puts a memory in force again when its only superseder is forgotten', async () => {
    await using memory = await open();
    await twoSuppliers(memory);
    const before = await memory.forget('harrow', { dryRun: true });
    const forgotten = await memory.forget('harrow');
    expect(forgotten.restored).toEqual(['northwind']);
    expect(before.restored).toEqual(['northwind']);
    const northwind = await shown(memory, 'northwind');
    expect(northwind).toMatchObject({ status: 'in_force', links: [] });
    expect(northwind).not.toHaveProperty('validTo');
    expect(northwind).not.toHaveProperty('supersededBy');
    expect(await recalled(memory)).toEqual(['Northwind is our flour supplier']);
  });

  it('hands a memory over to its other superseder when the first is forgotten', async () => {
    await using memory = await open();
    await twoSuppliers(memory);
    await memory.remember('Mill street is our flour supplier', {
      id: 'mill',
      occurredAt: '2024-06-01',
      supersedes: ['northwind'],
    });
    expect((await memory.forget('harrow')).restored).toEqual(['northwind']);
    expect(await shown(memory, 'northwind')).toMatchObject({
      status: 'superseded',
      supersededBy: 'mill',
      validTo: day('2024-06-01'),
    });
    expect((await memory.forget('mill')).restored).toEqual(['northwind']);
    expect(await shown(memory, 'northwind')).toMatchObject({ status: 'in_force' });
  });

  it('restores nothing that is forgotten together with its superseder', async () => {
    await using memory = await open();
    await twoSuppliers(memory);
    expect(await memory.forget(['harrow', 'northwind'])).toMatchObject({
      restored: [],
      nodes: [{ id: 'harrow' }, { id: 'northwind' }],
    });
  });

  it('supersedes across kinds, and by a link of its own', async () => {
    await using memory = await open();
    const { adapter } = memory;
    await adapter.createCommitment({
      id: 'promise',
      content: 'We promise flour',
      occurredAt: '2024-01-01',
    });
    await memory.remember('We do not promise flour', {
      id: 'note',
      supersedes: ['promise'],
      occurredAt: '2024-02-01',
    });
    expect(await shown(memory, 'promise')).toMatchObject({
      status: 'superseded',
      supersededBy: 'note',
    });
    expect(await adapter.completeCommitment({ id: 'promise' })).toMatchObject({
      applied: false,
      status: 'superseded',
    });
    await adapter.recordDecision({
      id: 'decision',
      content: 'Flour again',
      occurredAt: '2024-03-01',
    });
    await memory.relate('decision', 'SUPERSEDES', 'note');
    expect(await shown(memory, 'note')).toMatchObject({
      status: 'superseded',
      supersededBy: 'decision',
      validTo: day('2024-03-01'),
    });
  });

  it('keeps how a commitment ended when it is superseded afterwards', async () => {
    await using memory = await open();
    await memory.adapter.createCommitment({
      id: 'promise',
      content: 'p',
      occurredAt: '2024-01-01',
    });
    await memory.adapter.completeCommitment({ id: 'promise' });
    await memory.remember('n', { id: 'n', supersedes: ['promise'], occurredAt: '2024-02-01' });
    expect(await shown(memory, 'promise')).toMatchObject({
      status: 'completed',
      supersededBy: 'n',
    });
    await memory.forget('n');
    expect(await shown(memory, 'promise')).toMatchObject({ status: 'completed' });
  });

  it('follows a chain of three', async () => {
    await using memory = await open();
    const chain: readonly (readonly [string, string, string[]])[] = [
      ['a', '2024-01-01', []],
      ['b', '2024-02-01', ['a']],
      ['c', '2024-03-01', ['b']],
    ];
    for (const [id, occurredAt, supersedes] of chain)
      await memory.remember(`flour supplier ${id}`, { id, occurredAt, supersedes });
    expect(await recalled(memory)).toEqual(['flour supplier c']);
    expect(await recalled(memory, { asOf: '2024-02-15' })).toEqual(['flour supplier b']);
    await memory.forget('b');
    expect(await recalled(memory)).toEqual(['flour supplier a', 'flour supplier c']);
  });

  it('does not end what ends later than now', async () => {
    await using memory = await open();
    await memory.remember('flour supplier now', { id: 'now', occurredAt: '2024-01-01' });
    await memory.remember('flour supplier to come', {
      occurredAt: '9000-01-01',
      supersedes: ['now'],
    });
    expect(await recalled(memory)).toEqual(['flour supplier now', 'flour supplier to come']);
    expect(await recalled(memory, { asOf: '2100-01-01' })).toEqual(['flour supplier now']);
  });

  it('answers times in UTC, whatever zone they were given in', async () => {
    await using memory = await open();
    const times: readonly (readonly [string | Date, string])[] = [
      ['2024-03-01T09:00:00+05:30', '2024-03-01T03:30:00.000Z'],
      ['2024-03-01T00:30:00-08:00', '2024-03-01T08:30:00.000Z'],
      ['2024-03-01', '2024-03-01T00:00:00.000Z'],
      ['2024-03-01 10:00Z', '2024-03-01T10:00:00.000Z'],
      [new Date('2024-03-01T12:00:00.123Z'), '2024-03-01T12:00:00.123Z'],
      ['0001-01-01', '0001-01-01T00:00:00.000Z'],
      ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
      ['1900-01-01T00:00:00.001Z', '1900-01-01T00:00:00.001Z'],
    ];
    for (const [given] of times) await memory.remember(String(given), { occurredAt: given });
    const { items } = await memory.list({ order: 'oldest' });
    expect(items.map(({ occurredAt }) => occurredAt)).toEqual(
      times.map(([, kept]) => kept).toSorted(),
    );
    const afternoon = await memory.list({
      since: '2024-03-01T11:00+01:00',
      until: '2024-03-01T12:00:00.124Z',
    });
    expect(afternoon.items.map(({ occurredAt }) => occurredAt)).toEqual([
      '2024-03-01T12:00:00.123Z',
      '2024-03-01T10:00:00.000Z',
    ]);
  });

  it('refuses times without a zone and days that do not exist, with the field', async () => {
    await using memory = await open();
    expect(
      await failureFacts(memory.remember('x', { occurredAt: '2024-03-01T09:00' })),
    ).toMatchObject({
      code: 'INVALID_INPUT',
      field: 'occurredAt',
      message: expect.stringContaining('to be a time with its zone'),
    });
    expect(await failureFacts(memory.recall('x', { asOf: '2024-02-30' }))).toMatchObject({
      code: 'INVALID_INPUT',
      field: 'asOf',
      message: 'Expected `asOf` to be a day and time that exist, got "2024-02-30"',
    });
    expect(await failureFacts(memory.list({ since: new Date('nothing') }))).toMatchObject({
      field: 'since',
    });
    expect(await failureFacts(memory.forget({ before: 'yesterday' }))).toMatchObject({
      field: 'before',
    });
  });
});
