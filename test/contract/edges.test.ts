import { entityId, patternStrength } from 'memos-graph';
import { expect, it } from 'vitest';

import { describeEngines } from './engines.ts';

const link = (properties: Record<string, string>) => ({
  type: 'RELATED_TO',
  to: 'a',
  properties,
});

const missing = (ids: readonly string[]): unknown =>
  expect.objectContaining({ code: 'NODE_NOT_FOUND', ids });

describeEngines('edges', (open) => {
  it('refuses links whose ends this call makes itself and that are of the wrong kind', async () => {
    await using memory = await open();
    const person = { entities: ['Ann'] };
    const refused = expect.objectContaining({ code: 'INVALID_INPUT', field: 'links' });
    await expect(
      memory.remember('x', { ...person, supersedes: [entityId('Ann')] }),
    ).rejects.toEqual(refused);
    await expect(memory.remember('x', { ...person, sessionId: entityId('Ann') })).rejects.toEqual(
      refused,
    );
    await memory.remember('old', { id: 'old' });
    const replaces = [{ type: 'SUPERSEDES', to: 'old' }];
    await expect(memory.remember('again', { kind: 'pattern', links: replaces })).rejects.toEqual(
      refused,
    );
    expect((await memory.list()).items).toMatchObject([{ id: 'old', status: 'active' }]);
  });

  it('does not take a pattern as its own evidence', async () => {
    await using memory = await open();
    const { id } = await memory.adapter.recordPattern({ content: 'it rains on Mondays' });
    const itself = memory.adapter.recordPattern({ content: 'it rains on Mondays', evidence: [id] });
    await expect(itself).rejects.toMatchObject({ code: 'INVALID_INPUT', field: 'evidence' });
    const { items } = await memory.adapter.getPatterns();
    expect(items[0]?.strength).toBe(patternStrength(1, undefined, ''));
  });

  it('links a known pattern to what a later call says it is about', async () => {
    await using memory = await open();
    await memory.remember('it rains', { kind: 'pattern', entities: ['Monday'] });
    await memory.remember('it rains', { kind: 'pattern', entities: ['Oslo'] });
    const { items } = await memory.list({ kinds: ['pattern'], entity: 'Oslo' });
    expect(items[0]?.entities.map(({ name }) => name)).toEqual(['Monday', 'Oslo']);
  });

  it('recalls two promises of the same words to two persons', async () => {
    await using memory = await open();
    for (const to of ['Ann', 'Bob'])
      await memory.remember('Send the report', { kind: 'commitment', to });
    const { memories } = await memory.recall('report');
    expect(new Set(memories.map(({ to }) => to))).toEqual(new Set(['Ann', 'Bob']));
  });

  it('finds full width letters and ligatures by what is typed, and keeps the text', async () => {
    await using memory = await open();
    const content = 'ＡＢＣ notes on the ﬁle';
    await memory.remember(content);
    for (const query of ['ABC', 'abc', 'ＡＢＣ', 'file', 'ﬁle']) {
      const { memories } = await memory.recall(query);
      expect(memories.map((found) => found.content)).toEqual([content]);
    }
  });

  it('finds the outcome of a commitment in any width', async () => {
    await using memory = await open();
    const { id } = await memory.remember('Order tea', { kind: 'commitment' });
    await memory.adapter.completeCommitment({ id, outcome: 'ＸＹＺ delivered' });
    for (const query of ['xyz', 'tea']) {
      expect((await memory.recall(query)).memories.map((found) => found.id)).toEqual([id]);
    }
  });

  it.each(['Mercury (planet)', 'Acme Inc.', 'Yahoo!'])('knows %s in a question', async (name) => {
    await using memory = await open();
    const { id } = await memory.remember('seen today', { entities: [name] });
    const { memories } = await memory.recall(`what about ${name}?`);
    expect(memories.map((found) => found.id)).toEqual([id]);
  });

  it('takes properties in any order and with backslashes as the same', async () => {
    await using memory = await open();
    await memory.remember('a', { id: 'a' });
    await memory.remember('b', { id: 'b', links: [link({ x: String.raw`C:\u0000`, y: '2' })] });
    const again = await memory.remember('b', {
      id: 'b',
      links: [link({ y: '2', x: String.raw`C:\u0000` })],
    });
    expect(again.created).toBe(false);
    const { items } = await memory.get('b');
    expect(items[0]?.links[0]?.properties).toEqual({ x: String.raw`C:\u0000`, y: '2' });
    const twice = memory.remember('c', { links: [link({ x: '1' }), link({ x: '2' })] });
    await expect(twice).rejects.toMatchObject({ code: 'INVALID_INPUT', field: 'links' });
  });

  it('says when more links meet at a node than were followed', async () => {
    await using memory = await open();
    await memory.remember('the effect', { id: 'effect' });
    const causes = Array.from({ length: 130 }, (_, index) => ({
      content: `cause ${index}`,
      links: [{ type: 'LEADS_TO', to: 'effect' }],
    }));
    await memory.adapter.storeMemoryBatch(causes);
    expect(await memory.whatLedTo('effect')).toMatchObject({ truncated: true });
    expect(await memory.adapter.findRelated({ id: 'effect' })).toMatchObject({ truncated: true });
  });

  it('counts promises to one person by whatever form of the name', async () => {
    await using memory = await open();
    for (const to of ['Ann Lee', 'ann  lee', 'ANN LEE']) {
      const { id } = await memory.remember(`a promise to ${to}`, { kind: 'commitment', to });
      await memory.adapter.completeCommitment({ id, status: 'broken' });
    }
    const { findings } = await memory.reflect();
    expect(findings).toMatchObject([{ kind: 'broken_promises', score: 0.667 }]);
  });

  it('reflects on what was broken and superseded since a time, not on what was made since', async () => {
    await using memory = await open();
    const { id } = await memory.remember('old promise', {
      kind: 'commitment',
      to: 'Ann',
      occurredAt: '2026-01-01',
    });
    const other = await memory.remember('other promise', {
      kind: 'commitment',
      to: 'Ann',
      occurredAt: '2026-01-02',
    });
    for (const broken of [id, other.id]) {
      await memory.adapter.completeCommitment({ id: broken, status: 'broken', at: '2026-09-01' });
    }
    await memory.remember('old decision', { id: 'd', kind: 'decision', occurredAt: '2026-01-01' });
    await memory.remember('new decision', {
      kind: 'decision',
      occurredAt: '2026-09-01',
      supersedes: ['d'],
    });
    const kinds = async (since: string) =>
      (await memory.reflect({ since, now: '2026-09-10' })).findings.map((finding) => finding.kind);
    expect(await kinds('2026-08-01')).toEqual(['broken_promises', 'superseded_decision']);
    expect(await kinds('2026-09-05')).toEqual([]);
  });

  it('lets only memories be about entities', async () => {
    await using memory = await open();
    await memory.remember('a', { id: 'a', entities: ['Ann'] });
    const { id } = await memory.adapter.startSession();
    await expect(memory.relate(id, 'ABOUT', entityId('Ann'))).rejects.toEqual(missing([id]));
    await expect(memory.relate('a', 'ABOUT', id)).rejects.toEqual(missing([id]));
    expect((await memory.getEntityContext('Ann')).memoryCount).toBe(1);
  });
});
