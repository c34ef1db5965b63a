import { entityId } from 'memos-graph';
import { expect, it } from 'vitest';

import { anyReceipt, changesNothing, contents, exported, failureFacts, plain } from './answers.ts';
import { describeEngines } from './engines.ts';

describeEngines('batches', (open) => {
  it('answer every item in the order of the input, with one receipt', async () => {
    await using memory = await open();
    const { items, receipt } = await memory.adapter.storeMemoryBatch([
      { id: 'a', content: 'A note', entities: ['Ada'] },
      { content: 'A pattern', kind: 'pattern', id: 'proof' },
      { id: 'c', content: 'A promise', kind: 'commitment', to: 'ada' },
      { id: 'd', content: 'A decision', kind: 'decision' },
    ]);
    expect(items).toMatchObject([
      { id: 'a', kind: 'note', created: true, entities: [{ created: true }] },
      { kind: 'pattern', created: true, evidence: { count: 1 } },
      { id: 'c', kind: 'commitment', entities: [{ id: entityId('Ada') }] },
      { id: 'd', kind: 'decision' },
    ]);
    expect(receipt).toEqual(anyReceipt);
    expect(contents((await memory.list({ order: 'oldest' })).items)).toEqual([
      'A note',
      'A pattern',
      'A pattern',
      'A promise',
      'A decision',
    ]);
  });

  it('answer an empty list', async () => {
    await using memory = await open();
    for (const atomic of [true, false])
      expect((await memory.adapter.createEntitiesBatch([], { atomic })).items).toEqual([]);
  });

  it.each([true, false])('take links to earlier items (atomic: %s)', async (atomic) => {
    await using memory = await open();
    const { items } = await memory.adapter.storeMemoryBatch(
      [
        { id: 'a', content: 'a' },
        { id: 'b', content: 'b', links: [{ type: 'LEADS_TO', from: 'a' }] },
        { id: 'c', content: 'c', kind: 'decision', supersedes: ['a'] },
        { content: 'p', kind: 'pattern', links: [{ type: 'IMPACTS', to: 'c' }] },
      ],
      { atomic },
    );
    expect(items.every((item) => 'created' in item && item.created)).toBe(true);
    expect(items[2]).toMatchObject({ supersedes: [{ id: 'a', applied: true }] });
    expect((await memory.get('a')).items).toMatchObject([
      { status: 'superseded', links: [{ id: 'b' }, { id: 'c' }] },
    ]);
  });

  it('take links to later items when atomic', async () => {
    await using memory = await open();
    const { items } = await memory.adapter.storeMemoryBatch([
      {
        id: 'a',
        content: 'a',
        links: [
          { type: 'LEADS_TO', to: 'b' },
          { type: 'RELATED_TO', to: 'c' },
        ],
      },
      { id: 'b', content: 'b', links: [{ type: 'LEADS_TO', to: 'a' }], occurredAt: '2024-01-02' },
      { id: 'c', content: 'c', supersedes: ['d'], occurredAt: '2024-01-02' },
      { id: 'd', content: 'd', occurredAt: '2024-01-01' },
    ]);
    expect(items).toMatchObject([
      { id: 'a' },
      { id: 'b' },
      { id: 'c', supersedes: [{ id: 'd', applied: true }] },
      { id: 'd' },
    ]);
    expect((await memory.health()).counts?.links).toBe(4);
    expect((await memory.get('d')).items).toMatchObject([
      { status: 'superseded', supersededBy: 'c' },
    ]);
  });

  it('have each item stand alone when not atomic, with errors as items', async () => {
    await using memory = await open();
    await memory.remember('taken', { id: 'taken' });
    const { items } = await memory.adapter.storeMemoryBatch(
      [
        { id: 'a', content: 'a', links: [{ type: 'LEADS_TO', to: 'b' }] },
        { id: 'b', content: 'b' },
        { id: 'taken', content: 'other' },
        { content: '' },
        { id: 'b', content: 'b' },
        { id: 'b', content: 'not b' },
        { id: 'c', content: 'c', links: [{ type: 'LEADS_TO', from: 'b' }], entities: ['Ada'] },
      ],
      { atomic: false },
    );
    expect(items).toMatchObject([
      { error: { code: 'NODE_NOT_FOUND', ids: ['b'] } },
      { id: 'b', created: true },
      { error: { code: 'ID_CONFLICT', ids: ['taken'] } },
      {
        error: {
          code: 'INVALID_INPUT',
          field: 'items[3].content',
          message: 'Item 3: Expected `content` to be text that is not empty, got ""',
        },
      },
      { id: 'b', created: false },
      { error: { code: 'ID_CONFLICT', ids: ['b'] } },
      { id: 'c', created: true, entities: [{ created: true }] },
    ]);
    expect((await memory.list({ order: 'oldest' })).items.map(({ id }) => id)).toEqual([
      'taken',
      'b',
      'c',
    ]);
  });

  it('keep nothing when one item of an atomic batch fails, and throw what failed', async () => {
    await using memory = await open();
    const { adapter } = memory;
    await memory.remember('taken', { id: 'taken' });
    await adapter.createEntity({ name: 'Bo', aliases: ['B.'] });
    const good = { id: 'good', content: 'good', entities: ['Ada'] };
    const attempts: readonly (readonly [() => Promise<unknown>, object])[] = [
      [
        () =>
          adapter.storeMemoryBatch([good, { content: 'x', links: [{ type: 'X', to: 'gone' }] }]),
        { code: 'NODE_NOT_FOUND', ids: ['gone'] },
      ],
      [
        () => adapter.storeMemoryBatch([good, { id: 'taken', content: 'other' }]),
        { code: 'ID_CONFLICT', ids: ['taken'] },
      ],
      [
        () =>
          adapter.storeMemoryBatch([good, { content: 'x', kind: 'decision', dueAt: '2024-01-01' }]),
        { code: 'INVALID_INPUT', field: 'items[1].dueAt' },
      ],
      [
        () => adapter.storeMemoryBatch([good, { ...good, content: 'other' }]),
        { code: 'INVALID_INPUT', field: 'items[1].id' },
      ],
      [
        () => adapter.storeMemoryBatch([good, good]),
        {
          code: 'INVALID_INPUT',
          message:
            'Expected every item to have its own id, got "good" in items 0 and 1; leave one out or use `atomic: false`',
        },
      ],
      [
        () =>
          adapter.createCommitmentsBatch([
            { content: 'x' },
            { content: 'y', supersedes: ['gone'] },
          ]),
        { code: 'NODE_NOT_FOUND' },
      ],
      [
        () => adapter.createEntitiesBatch([{ name: 'New' }, { name: 'Cy', aliases: ['b.'] }]),
        { code: 'ID_CONFLICT', ids: [entityId('B.')] },
      ],
      [
        () => adapter.recordPatternsBatch([{ content: 'x' }, { content: 'y', evidence: ['gone'] }]),
        { code: 'NODE_NOT_FOUND' },
      ],
      [
        () =>
          adapter.linkNodesBatch([
            { from: 'taken', type: 'X', to: entityId('Bo') },
            { from: 'taken', type: 'X', to: 'gone' },
          ]),
        { code: 'NODE_NOT_FOUND' },
      ],
    ];
    for (const [attempt, wanted] of attempts)
      expect(await changesNothing(memory, () => failureFacts(attempt()))).toMatchObject(wanted);
  });

  it('make one entity of names that mean the same, and count patterns that are the same', async () => {
    await using memory = await open();
    const { adapter } = memory;
    const entities = await adapter.createEntitiesBatch(
      [
        { name: 'Ada', type: 'person' },
        { name: 'ADA', description: 'x' },
        { name: 'A. L.', aliases: ['ada'] },
      ],
      { atomic: false },
    );
    expect(entities.items).toMatchObject([
      { id: entityId('Ada'), created: true },
      { id: entityId('Ada'), type: 'person', created: false, updated: true },
      { error: { code: 'ID_CONFLICT' } },
    ]);
    const patterns = await adapter.recordPatternsBatch([
      { content: 'Slow' },
      { content: 'slow' },
      { content: 'SLOW' },
    ]);
    expect(new Set(patterns.items.map((item) => 'id' in item && item.id)).size).toBe(1);
    expect((await adapter.getPatterns()).items).toMatchObject([{ evidence: { count: 3 } }]);
  });

  it('are sent again without a second effect', async () => {
    await using memory = await open();
    const items = Array.from({ length: 30 }, (_, index) => ({
      id: `n${index}`,
      content: `n${index}`,
      entities: ['Ada'],
      ...(index === 0 ? {} : { links: [{ type: 'LEADS_TO', from: `n${index - 1}` }] }),
    }));
    await memory.adapter.storeMemoryBatch(items);
    const again = await changesNothing(memory, () => memory.adapter.storeMemoryBatch(items));
    expect(again.items.every((item) => 'created' in item && !item.created)).toBe(true);
  });

  it('store thousands at once, all or none', async () => {
    await using memory = await open();
    const items = Array.from({ length: 2_100 }, (_, index) => ({
      id: `n${index}`,
      content: `Note number ${index}`,
      entities: [`e${index % 50}`],
    }));
    const bad = { content: 'x', links: [{ type: 'X', to: 'gone' }] };
    const failed = memory.adapter.storeMemoryBatch([...items.slice(0, 700), bad]);
    expect(await failureFacts(failed)).toMatchObject({ code: 'NODE_NOT_FOUND', ids: ['gone'] });
    expect(await exported(memory)).toHaveLength(1);
    const stored = await memory.adapter.storeMemoryBatch(items);
    expect(stored.items.every((item) => 'created' in item && item.created)).toBe(true);
    expect((await memory.health()).counts).toMatchObject({
      links: 2_100,
      nodes: { note: 2_100, entity: 50 },
    });
  });

  it('take part in a batch context', async () => {
    await using memory = await open();
    const work = memory.sessionContext({ batchTransaction: true }, async () => {
      const one = await memory.adapter.createEntitiesBatch([{ name: 'Ada' }]);
      expect(plain(one).items).toMatchObject([{ created: true }]);
      const two = await memory.adapter.storeMemoryBatch(
        [
          { id: 'x', content: 'x' },
          { content: 'y', links: [{ type: 'X', to: 'gone' }] },
        ],
        { atomic: false },
      );
      expect(two.items).toMatchObject([{ created: true }, { error: { code: 'NODE_NOT_FOUND' } }]);
      expect((await memory.list()).items).toHaveLength(1);
    });
    await work;
    expect((await memory.list()).items).toHaveLength(1);
  });
});
