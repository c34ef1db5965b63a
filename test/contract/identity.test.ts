import { entityId } from 'memos-graph';
import { expect, it } from 'vitest';

import { changesNothing, failureFacts, plain } from './answers.ts';
import { describeEngines } from './engines.ts';

describeEngines('ids and names', (open) => {
  it('answers created: false for a known id with the same content, and changes nothing', async () => {
    await using memory = await open();
    const tell = () =>
      memory.remember('The oven door sticks', {
        id: 'door',
        domain: 'bakery',
        entities: ['oven', { name: 'Ada', aliases: ['A. L.'] }],
        occurredAt: '2024-03-01',
      });
    expect(await tell()).toMatchObject({ id: 'door', created: true });
    const again = await changesNothing(memory, tell);
    expect(plain(again)).toEqual({
      id: 'door',
      kind: 'note',
      created: false,
      entities: [
        { id: entityId('oven'), name: 'oven', created: false, unchanged: true },
        { id: entityId('Ada'), name: 'Ada', created: false, unchanged: true },
      ],
    });
  });

  it('takes a call without a time as the same when it comes later', async () => {
    await using memory = await open();
    const first = await memory.adapter.startSession({ id: 'session', agent: 'A' });
    expect(first.created).toBe(true);
    expect((await memory.adapter.startSession({ id: 'session', agent: 'A' })).created).toBe(false);
    await memory.remember('x', { id: 'x' });
    expect((await memory.remember('x', { id: 'x' })).created).toBe(false);
    const { items } = await memory.get('x');
    await memory.remember('x', { id: 'x' });
    expect((await memory.get('x')).items).toEqual(items);
  });

  it('refuses a known id with other content or of another kind, and changes nothing', async () => {
    await using memory = await open();
    await memory.remember('The oven door sticks', { id: 'door' });
    await memory.adapter.startSession({ id: 'session' });
    const refused = {
      code: 'ID_CONFLICT',
      name: 'IdConflictError',
      retryable: false,
      ids: ['door'],
      message:
        'The id "door" already holds something else; nothing was written. Use another id, or supersede the stored memory',
    };
    const attempts = [
      () => memory.remember('The oven door is fixed', { id: 'door' }),
      () => memory.remember('The oven door sticks', { id: 'door', kind: 'decision' }),
      () => memory.remember('The oven door sticks', { id: 'door', entities: ['new entity'] }),
      () => memory.remember('The oven door sticks', { id: 'door', occurredAt: '2024-01-01' }),
      () => memory.adapter.startSession({ id: 'door' }),
      () => memory.adapter.createCommitment({ id: 'door', content: 'The oven door sticks' }),
      () => memory.adapter.recordPattern({ id: 'door', content: 'The oven door sticks' }),
    ];
    for (const attempt of attempts)
      expect(await changesNothing(memory, () => failureFacts(attempt()))).toEqual(refused);
    const taken = memory.remember('x', { id: 'session' });
    expect(await failureFacts(taken)).toMatchObject({ code: 'ID_CONFLICT', ids: ['session'] });
  });

  it('names every link end that is missing and writes nothing', async () => {
    await using memory = await open();
    await memory.remember('Here', { id: 'here' });
    const attempt = () =>
      memory.remember('It has no end', {
        entities: ['never made'],
        links: [
          { type: 'LEADS_TO', to: 'gone-1' },
          { type: 'LEADS_TO', to: 'here' },
          { type: 'IMPACTS', from: 'gone-2' },
        ],
        sessionId: 'gone-3',
        supersedes: ['gone-4'],
      });
    expect(await changesNothing(memory, () => failureFacts(attempt()))).toMatchObject({
      code: 'NODE_NOT_FOUND',
      ids: ['gone-1', 'gone-2', 'gone-4', 'gone-3'],
      message: expect.stringMatching(
        /^No node with id "gone-1", "gone-2", "gone-4", "gone-3" is in this space; nothing was written/,
      ),
    });
    expect(await failureFacts(memory.relate('here', 'LEADS_TO', 'there'))).toMatchObject({
      code: 'NODE_NOT_FOUND',
      ids: ['there'],
    });
  });

  it('takes an end of a kind that cannot be there as missing', async () => {
    await using memory = await open();
    const { adapter } = memory;
    await memory.remember('Here', { id: 'here', entities: ['Ada'] });
    await adapter.startSession({ id: 'session' });
    const { id: pattern } = await adapter.recordPattern({ content: 'Again and again' });
    const attempts: readonly (readonly [() => Promise<unknown>, string])[] = [
      [() => memory.remember('x', { sessionId: 'here' }), 'here'],
      [() => memory.remember('x', { supersedes: [entityId('Ada')] }), entityId('Ada')],
      [() => memory.remember('x', { supersedes: [pattern] }), pattern],
      [() => memory.relate('here', 'SUPERSEDES', 'session'), 'session'],
      [() => adapter.completeCommitment({ id: 'here' }), 'here'],
      [() => adapter.endSession({ id: 'here' }), 'here'],
      [() => adapter.recordPattern({ content: 'y', evidence: ['session'] }), 'session'],
      [() => adapter.findRelated({ id: 'nowhere' }), 'nowhere'],
      [() => memory.whatLedTo('nowhere'), 'nowhere'],
    ];
    for (const [attempt, id] of attempts) {
      const facts = await changesNothing(memory, () => failureFacts(attempt()));
      expect(facts).toMatchObject({ code: 'NODE_NOT_FOUND', ids: [id] });
    }
  });

  it('makes a link once and keeps its first properties', async () => {
    await using memory = await open();
    await memory.remember('cause', { id: 'a' });
    await memory.remember('effect', { id: 'b' });
    const made = plain(await memory.relate('a', 'LEADS_TO', 'b', { weight: 1 }));
    expect(made).toMatchObject({ from: 'a', type: 'LEADS_TO', to: 'b', created: true });
    const again = await changesNothing(memory, () =>
      memory.relate('a', 'LEADS_TO', 'b', { weight: 2 }),
    );
    expect(plain(again)).toEqual({ ...made, created: false });
    expect((await memory.relate('b', 'LEADS_TO', 'a')).created).toBe(true);
    expect((await memory.relate('a', 'HINDERS', 'b')).created).toBe(true);
    const [cause] = (await memory.get('a')).items;
    expect(cause?.links).toEqual([
      { type: 'HINDERS', direction: 'out', id: 'b' },
      { type: 'LEADS_TO', direction: 'in', id: 'b' },
      { type: 'LEADS_TO', direction: 'out', id: 'b', properties: { weight: 1 } },
    ]);
  });

  it('takes names that differ only in case, width or spacing for one entity', async () => {
    await using memory = await open();
    const names = ['Straße 7', 'STRASSE 7', ' strasse  7 ', 'Ｓtraße\u00A07', 'straße\t７'];
    for (const [index, name] of names.entries())
      await memory.remember(`  exact  Text ${name}\n`, { id: `note-${index}`, entities: [name] });
    const { entity, memories, memoryCount } = await memory.getEntityContext('STRAßE 7');
    expect(entity).toMatchObject({ id: entityId('Straße 7'), name: 'Straße 7' });
    expect(memoryCount).toBe(names.length);
    expect(memories.map((note) => note.content)).toEqual(
      names.toReversed().map((name) => `  exact  Text ${name}\n`),
    );
    expect((await memory.health()).counts?.nodes.entity).toBe(1);
  });

  it('keeps names apart that differ in a letter, an accent or what stands in brackets', async () => {
    await using memory = await open();
    const names = ['Jose', 'José', 'Mercury', 'Mercury (planet)', 'Ada', 'Ada L.'];
    await memory.remember('Many', { entities: names });
    const { items } = await memory.list();
    expect(items[0]?.entities.map(({ name }) => name).toSorted()).toEqual(names.toSorted());
  });

  it('gives 50 writers who meet one entity at once the same node', async () => {
    await using memory = await open();
    const writers = Array.from({ length: 50 }, (_, index) =>
      memory.remember(`Note ${index}`, {
        entities: [index % 2 === 0 ? 'Grace Hopper' : 'grace  hopper'],
      }),
    );
    const written = await Promise.all(writers);
    const entities = written.flatMap((answer) => answer.entities);
    expect(new Set(entities.map(({ id }) => id))).toEqual(new Set([entityId('Grace Hopper')]));
    expect(entities.filter(({ created }) => created)).toHaveLength(1);
    const { memoryCount } = await memory.getEntityContext('Grace Hopper');
    expect(memoryCount).toBe(50);
    const counts = await memory.health();
    expect(counts.counts?.nodes).toMatchObject({ entity: 1, note: 50 });
  });

  it('lets one of many writers of an id win, and tells the others', async () => {
    await using memory = await open();
    const attempts = await Promise.allSettled(
      Array.from({ length: 10 }, (_, index) =>
        memory.remember(`Version ${index % 2}`, { id: 'one' }),
      ),
    );
    const kept = attempts.filter((attempt) => attempt.status === 'fulfilled');
    expect(kept).toHaveLength(5);
    expect(kept.filter(({ value }) => value.created)).toHaveLength(1);
    for (const attempt of attempts.filter(({ status }) => status === 'rejected'))
      expect(attempt).toMatchObject({ reason: { code: 'ID_CONFLICT', ids: ['one'] } });
    expect((await memory.list()).items).toHaveLength(1);
  });
});
