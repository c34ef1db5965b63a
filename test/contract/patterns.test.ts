import { expect, it } from 'vitest';

import { changesNothing, contents, failureFacts, ids } from './answers.ts';
import { describeEngines } from './engines.ts';

describeEngines('patterns', (open) => {
  it('get stronger with evidence and stay below 1', async () => {
    await using memory = await open();
    const strengths: number[] = [];
    for (let count = 1; count <= 4; count += 1) {
      const { strength, evidence, created } = await memory.adapter.recordPattern({
        content: 'Fridays are slow',
      });
      expect(evidence).toMatchObject({ count });
      expect(created).toBe(count === 1);
      strengths.push(strength);
    }
    expect(strengths).toEqual([0.3333, 0.5, 0.6, 0.6667]);
    expect((await memory.adapter.getPatterns()).items).toMatchObject([
      { strength: 0.6667, evidence: { count: 4 } },
    ]);
  });

  it('give the note that is their evidence the id of the caller, so that a re-send does not raise them', async () => {
    await using memory = await open();
    const record = () =>
      memory.adapter.recordPattern({
        content: 'Fridays are slow',
        id: 'friday-1',
        occurredAt: '2024-03-01',
        entities: ['Bakery'],
        domain: 'sales',
      });
    const first = await record();
    const again = await changesNothing(memory, record);
    expect(again).toMatchObject({
      id: first.id,
      created: false,
      evidence: { count: 1, lastAt: '2024-03-01T00:00:00.000Z' },
    });
    expect((await memory.get('friday-1')).items).toMatchObject([
      {
        kind: 'note',
        content: 'Fridays are slow',
        domain: 'sales',
        entities: [{ name: 'Bakery' }],
        links: [{ type: 'LEARNED_FROM', direction: 'in', id: first.id }],
      },
    ]);
  });

  it('are one for a statement in any case and spacing, but one for each domain', async () => {
    await using memory = await open();
    const { adapter } = memory;
    const a = await adapter.recordPattern({ content: 'Fridays are slow', domain: 'sales' });
    const b = await adapter.recordPattern({ content: ' FRIDAYS are  slow', domain: 'sales' });
    const c = await adapter.recordPattern({ content: 'Fridays are slow', domain: 'baking' });
    const d = await adapter.recordPattern({ content: 'Fridays are slow' });
    expect([b.id === a.id, c.id === a.id, d.id === a.id]).toEqual([true, false, false]);
    expect((await adapter.getPatterns()).items).toHaveLength(3);
    expect(contents((await adapter.getPatterns({ domain: 'sales' })).items)).toEqual([
      'Fridays are slow',
    ]);
  });

  it('are learned from memories that are named as evidence, each counted once', async () => {
    await using memory = await open();
    for (const day of ['01', '08', '15'])
      await memory.remember(`Slow on the ${day}`, {
        id: `day-${day}`,
        occurredAt: `2024-03-${day}`,
      });
    const content = 'Fridays are slow';
    await memory.adapter.recordPattern({ content, evidence: ['day-01', 'day-15'] });
    const { id, evidence } = await memory.adapter.recordPattern({
      content,
      evidence: ['day-08', 'day-01'],
    });
    expect(evidence).toEqual({ count: 3, lastAt: '2024-03-15T00:00:00.000Z' });
    expect((await memory.list({ kinds: ['note'] })).items).toHaveLength(3);
    const led = await memory.whatLedTo(id);
    expect(ids(led.nodes).toSorted()).toEqual(['day-01', 'day-08', 'day-15']);
  });

  it('fade when nothing shows them any more', async () => {
    await using memory = await open();
    const { strength } = await memory.adapter.recordPattern({
      content: 'Long ago',
      occurredAt: '2004-01-01',
    });
    expect(strength).toBe(0);
    const { evidence } = await memory.adapter.recordPattern({ content: 'Long ago' });
    expect(evidence.count).toBe(2);
    expect((await memory.adapter.getPatterns()).items).toMatchObject([{ strength: 0.5 }]);
  });

  it('refuse evidence together with an id for the evidence, and evidence that is not there', async () => {
    await using memory = await open();
    expect(
      await failureFacts(memory.adapter.recordPattern({ content: 'x', id: 'a', evidence: ['b'] })),
    ).toMatchObject({ code: 'INVALID_INPUT', field: 'id' });
    expect(
      await changesNothing(memory, () =>
        failureFacts(
          memory.adapter.recordPattern({ content: 'x', evidence: ['b'], entities: ['Ada'] }),
        ),
      ),
    ).toMatchObject({ code: 'NODE_NOT_FOUND', ids: ['b'] });
  });

  it('are counted right by 20 writers at once', async () => {
    await using memory = await open();
    const written = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        memory.adapter.recordPattern({ content: 'Busy', id: `note-${index}` }),
      ),
    );
    expect(written.filter(({ created }) => created)).toHaveLength(1);
    expect((await memory.adapter.getPatterns()).items).toMatchObject([{ evidence: { count: 20 } }]);
  });
});

describeEngines('commitments and sessions', (open) => {
  it('are closed once; a second time says so and changes nothing', async () => {
    await using memory = await open();
    const { adapter } = memory;
    await adapter.createCommitment({
      id: 'promise',
      content: 'Send the invoice',
      to: 'Ada',
      dueAt: '2024-03-01',
    });
    expect((await memory.get('promise')).items).toMatchObject([
      { status: 'open', overdue: true, entities: [{ name: 'Ada' }] },
    ]);
    const close = () =>
      adapter.completeCommitment({ id: 'promise', outcome: 'By post', at: '2024-02-28' });
    expect(await close()).toMatchObject({ id: 'promise', applied: true, status: 'completed' });
    expect((await memory.get('promise')).items).toMatchObject([
      {
        status: 'completed',
        outcome: 'By post',
        closedAt: '2024-02-28T00:00:00.000Z',
        overdue: false,
      },
    ]);
    expect(await changesNothing(memory, close)).toMatchObject({
      applied: false,
      status: 'completed',
    });
    const broken = () =>
      adapter.completeCommitment({ id: 'promise', status: 'broken', outcome: 'Lost' });
    expect(await changesNothing(memory, broken)).toMatchObject({
      applied: false,
      status: 'completed',
    });
    expect((await memory.recall('post')).memories).toMatchObject([{ id: 'promise' }]);
  });

  it('are closed by one of many at once', async () => {
    await using memory = await open();
    await memory.adapter.createCommitment({ id: 'promise', content: 'x' });
    const answers = await Promise.all(
      (['completed', 'broken', 'cancelled', 'completed', 'broken'] as const).map((status) =>
        memory.adapter.completeCommitment({ id: 'promise', status }),
      ),
    );
    const winner = answers.find(({ applied }) => applied);
    expect(answers.filter(({ applied }) => applied)).toHaveLength(1);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([winner?.status]));
  });

  it('hold memories that are made during them, and end once', async () => {
    await using memory = await open();
    const { adapter } = memory;
    const { id } = await adapter.startSession({ agent: 'Planner', topic: 'Budget' });
    await memory.remember('Spoke about money', { id: 'note', sessionId: id });
    const related = await adapter.findRelated({ id, types: ['DURING'] });
    expect(related.items).toMatchObject([
      { node: { id: 'note' }, distance: 1, link: { from: 'note', to: id } },
    ]);
    expect(await adapter.endSession({ id, summary: 'All spent' })).toMatchObject({
      applied: true,
      status: 'ended',
    });
    const again = () => adapter.endSession({ id, summary: 'Other' });
    expect(await changesNothing(memory, again)).toMatchObject({ applied: false, status: 'ended' });
    expect((await memory.get(id)).items).toMatchObject([
      { kind: 'session', agent: 'Planner', summary: 'All spent' },
    ]);
    expect(contents((await memory.list()).items)).toEqual(['Spoke about money']);
    const late = await memory.remember('An afterthought', { sessionId: id });
    expect(late.created).toBe(true);
  });
});
