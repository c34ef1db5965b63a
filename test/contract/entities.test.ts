import { entityId } from 'memos-graph';
import { expect, it } from 'vitest';

import { changesNothing, contents, failureFacts, ids, plain } from './answers.ts';
import { describeEngines } from './engines.ts';

const ada = entityId('Ada Lovelace');

describeEngines('entities and aliases', (open) => {
  it('links a memory that names an alias to the entity', async () => {
    await using memory = await open();
    await memory.adapter.createEntity({
      name: 'Ada Lovelace',
      aliases: ['Ada', 'Countess of Lovelace'],
    });
    const stored = await memory.remember('She wrote the first program', { entities: ['ADA'] });
    expect(stored.entities).toEqual([
      { id: ada, name: 'Ada Lovelace', created: false, unchanged: true },
    ]);
    await memory.remember('Both names in one text', { entities: ['Ada', 'Ada Lovelace', 'ada'] });
    for (const name of ['Ada', 'countess of lovelace', 'Ada Lovelace', ada, entityId('Ada')]) {
      const context = await memory.getEntityContext(name);
      expect(context.entity).toMatchObject({ id: ada, aliases: ['Ada', 'Countess of Lovelace'] });
      expect(context.memoryCount).toBe(2);
    }
    expect(contents((await memory.list({ entity: 'ada' })).items)).toHaveLength(2);
    await memory.remember('A program of somebody else');
    const { memories } = await memory.recall('program', { entities: ['Ada'] });
    expect(memories[0]?.content).toBe('She wrote the first program');
    expect(memories.every(({ entities }) => entities[0]?.id === ada)).toBe(true);
  });

  it('answers an entity for the id of its alias, wherever an id is taken', async () => {
    await using memory = await open();
    await memory.adapter.createEntity({ name: 'Ada Lovelace', aliases: ['Ada'] });
    await memory.remember('note', { id: 'note', entities: ['Ada'] });
    const alias = entityId('Ada');
    expect((await memory.get(alias)).items).toMatchObject([{ id: ada, kind: 'entity' }]);
    expect(ids((await memory.get([alias, 'note', ada])).items)).toEqual([ada, 'note']);
    expect(plain(await memory.relate(alias, 'RELATED_TO', 'note'))).toMatchObject({
      from: ada,
      to: 'note',
      created: true,
    });
    expect((await memory.relate(ada, 'RELATED_TO', 'note')).created).toBe(false);
    const related = await memory.adapter.findRelated({ id: alias });
    expect(related.items.map(({ node }) => node.id)).toEqual(['note']);
  });

  it('never changes a known entity by remembering, and says so', async () => {
    await using memory = await open();
    await memory.adapter.createEntity({ name: 'Ada Lovelace', description: 'Known' });
    const stored = await memory.remember('x', {
      entities: [{ name: 'ada lovelace', type: 'robot', description: 'Other', aliases: ['Ada'] }],
    });
    expect(stored.entities).toEqual([
      { id: ada, name: 'Ada Lovelace', created: false, unchanged: true },
    ]);
    const { entity } = await memory.getEntityContext(ada);
    expect(entity).toMatchObject({ description: 'Known', aliases: [] });
    expect(entity).not.toHaveProperty('type');
  });

  it('adds aliases, a missing type and another description, and says updated only then', async () => {
    await using memory = await open();
    const { adapter } = memory;
    const create = async (input: Parameters<typeof adapter.createEntity>[0]) =>
      plain(await adapter.createEntity(input));
    const known = { id: ada, name: 'Ada Lovelace', created: false };
    expect(await create({ name: 'Ada Lovelace' })).toEqual({
      ...known,
      created: true,
      updated: false,
    });
    expect(await create({ name: 'ADA LOVELACE' })).toEqual({ ...known, updated: false });
    expect(await create({ name: 'Ada Lovelace', type: 'person' })).toEqual({
      ...known,
      type: 'person',
      updated: true,
    });
    const typed = { ...known, type: 'person' };
    expect(await create({ name: 'Ada Lovelace', type: 'robot' })).toEqual({
      ...typed,
      updated: false,
    });
    expect(await create({ name: 'Ada Lovelace', aliases: ['Ada'] })).toEqual({
      ...typed,
      updated: true,
    });
    expect(await create({ name: 'Ada', aliases: ['ada', 'A. L.', 'Ada Lovelace'] })).toEqual({
      ...typed,
      updated: true,
    });
    expect(await create({ name: 'Ada', description: 'First' })).toEqual({
      ...typed,
      updated: true,
    });
    expect(await create({ name: 'Ada', description: 'First', aliases: ['a. l.'] })).toEqual({
      ...typed,
      updated: false,
    });
    expect(await create({ name: 'Ada', description: 'Second' })).toEqual({
      ...typed,
      updated: true,
    });
    expect((await memory.getEntityContext('A. L.')).entity).toMatchObject({
      type: 'person',
      description: 'Second',
      aliases: ['A. L.', 'Ada'],
    });
  });

  it('refuses an alias that belongs to another entity, and changes nothing', async () => {
    await using memory = await open();
    const { adapter } = memory;
    await adapter.createEntity({ name: 'Ada Lovelace', aliases: ['Ada'] });
    await adapter.createEntity({ name: 'Ada Yonath' });
    for (const alias of ['ada', 'Ada Lovelace']) {
      const attempt = () =>
        adapter.createEntity({ name: 'Ada Yonath', type: 'person', aliases: ['new', alias] });
      expect(await changesNothing(memory, () => failureFacts(attempt()))).toEqual({
        code: 'ID_CONFLICT',
        name: 'AliasConflictError',
        retryable: false,
        ids: [entityId(alias)],
        message: `The name "${alias}" already belongs to another entity; nothing was written. Leave it out of \`aliases\``,
      });
    }
    const fresh = () => adapter.createEntity({ name: 'Ada Byron', aliases: ['Ada'] });
    expect(await changesNothing(memory, () => failureFacts(fresh()))).toMatchObject({
      code: 'ID_CONFLICT',
    });
  });

  it('leaves an alias with its owner when a memory brings it along with a new entity', async () => {
    await using memory = await open();
    await memory.adapter.createEntity({ name: 'Ada Lovelace', aliases: ['Ada'] });
    const stored = await memory.remember('x', {
      entities: [{ name: 'Ada Yonath', aliases: ['Ada', 'A. Y.'] }],
    });
    expect(stored.entities).toMatchObject([{ name: 'Ada Yonath', created: true }]);
    expect((await memory.getEntityContext('Ada')).entity?.id).toBe(ada);
    expect((await memory.getEntityContext('A. Y.')).entity?.id).toBe(entityId('Ada Yonath'));
  });

  it('tells what is known about an entity: the latest memories, how many, and with whom', async () => {
    await using memory = await open();
    const days = { '01': ['Ada', 'Bo'], '03': ['Ada', 'Cy', 'Bo'], '02': ['Ada'] };
    for (const [day, entities] of Object.entries(days))
      await memory.remember(`Day ${day}`, { entities, occurredAt: `2024-01-${day}` });
    await memory.remember('Without her', { entities: ['Bo'] });
    const context = await memory.getEntityContext('ada');
    expect(contents(context.memories)).toEqual(['Day 03', 'Day 02', 'Day 01']);
    expect(context.memoryCount).toBe(3);
    expect(context.related).toEqual([
      { id: entityId('Bo'), name: 'Bo', shared: 2 },
      { id: entityId('Cy'), name: 'Cy', shared: 1 },
    ]);
    const short = await memory.getEntityContext('ada', { limit: 1 });
    expect(short).toMatchObject({ memories: [{ content: 'Day 03' }], memoryCount: 3 });
    expect(plain(await memory.getEntityContext('nobody'))).toEqual({
      entity: null,
      memories: [],
      memoryCount: 0,
      related: [],
    });
  });
});
