import type { MemOS } from 'memos-graph';
import { entityId } from 'memos-graph';
import { expect, it } from 'vitest';

import {
  changesNothing,
  contents,
  countsOf,
  exported,
  failureFacts,
  ids,
  plain,
} from './answers.ts';
import { describeEngines } from './engines.ts';

const ada = entityId('Ada');

/** Three memories, of which two are about Ada, and a link between them. */
async function threeMemories(memory: MemOS): Promise<void> {
  await memory.adapter.createEntity({ name: 'Ada', aliases: ['A. L.'], description: 'zanzibar' });
  await memory.remember('The zebra escaped', {
    id: 'zebra',
    entities: ['Ada', 'Zoo'],
    occurredAt: '2024-01-01',
  });
  await memory.remember('The gate was open', {
    id: 'gate',
    entities: ['Zoo'],
    occurredAt: '2024-02-01',
    links: [{ type: 'LEADS_TO', to: 'zebra', properties: { proof: 'zaffre' } }],
  });
  await memory.remember('She found it', {
    id: 'found',
    entities: ['A. L.'],
    occurredAt: '2024-03-01',
  });
}

/** Every way of looking, in one answer. */
async function traces(memory: MemOS): Promise<string> {
  return JSON.stringify([
    await exported(memory),
    plain(await memory.list()),
    plain(await memory.recall('zebra zanzibar zaffre escaped', { history: true })),
    plain(await memory.get(['zebra', ada, entityId('A. L.')])),
  ]);
}

describeEngines('forgetting', (open) => {
  it('removes a memory by id with its links, and reports them', async () => {
    await using memory = await open();
    await threeMemories(memory);
    const forgotten = await memory.forget('zebra');
    expect(plain(forgotten)).toEqual({
      nodes: [{ id: 'zebra', kind: 'note' }],
      links: [
        { from: 'gate', type: 'LEADS_TO', to: 'zebra' },
        { from: 'zebra', type: 'ABOUT', to: ada },
        { from: 'zebra', type: 'ABOUT', to: entityId('Zoo') },
      ].toSorted((a, b) =>
        `${a.from} ${a.type} ${a.to}` < `${b.from} ${b.type} ${b.to}` ? -1 : 1,
      ),
      restored: [],
      dryRun: false,
      atomic: true,
      notFound: [],
    });
    expect(await traces(memory)).not.toMatch(/zebra|escaped|zaffre/);
    expect((await memory.get('gate')).items).toMatchObject([{ links: [] }]);
    expect((await memory.getEntityContext('Ada')).memoryCount).toBe(1);
  });

  it('reports in a dry run what it would remove, and changes nothing', async () => {
    await using memory = await open();
    await threeMemories(memory);
    for (const what of [
      'zebra',
      ['zebra', 'found'],
      { entity: 'Ada' },
      { before: '2024-02-15' },
      { space: true },
    ] as const) {
      const dry = await changesNothing(memory, () => memory.forget(what, { dryRun: true }));
      const work = memory.sessionContext({ batchTransaction: true }, async () => {
        const done = await memory.forget(what);
        expect({ ...plain(dry), dryRun: false }).toEqual(plain(done));
        throw new Error('only looked');
      });
      await expect(work).rejects.toThrow('only looked');
    }
  });

  it('removes an entity with its aliases and every memory about it, by name, alias or id', async () => {
    for (const entity of ['ada', 'A. L.', ada, entityId('A. L.')]) {
      await using memory = await open();
      await threeMemories(memory);
      const forgotten = await memory.forget({ entity });
      expect(ids(forgotten.nodes).toSorted()).toEqual(
        [ada, entityId('A. L.'), 'found', 'zebra'].toSorted(),
      );
      expect(await traces(memory)).not.toMatch(/zebra|zanzibar|A\. L\.|She found|"Ada"/);
      expect(contents((await memory.list()).items)).toEqual(['The gate was open']);
      expect((await memory.getEntityContext('A. L.')).entity).toBeNull();
      expect((await memory.health()).counts).toEqual({
        nodes: countsOf({ note: 1, entity: 1 }),
        links: 1,
      });
    }
  });

  it('removes what occurred before a time', async () => {
    await using memory = await open();
    await threeMemories(memory);
    const forgotten = await memory.forget({ before: '2024-02-01' });
    expect(forgotten.nodes).toEqual([{ id: 'zebra', kind: 'note' }]);
    expect(ids((await memory.list()).items)).toEqual(['found', 'gate']);
    expect(
      (await memory.forget({ before: new Date('2024-02-01T00:00:00.001Z') })).nodes,
    ).toHaveLength(1);
  });

  it('empties a space', async () => {
    await using memory = await open();
    await threeMemories(memory);
    await memory.adapter.startSession({ id: 'session' });
    const { nodes, links } = await memory.forget({ space: true });
    expect([nodes.length, links.length]).toEqual([7, 5]);
    expect(await exported(memory)).toEqual([{ format: 'memos-graph', version: 1 }]);
    expect(plain(await memory.recall('zebra'))).toEqual({ memories: [], truncated: false });
    expect((await memory.forget({ space: true })).nodes).toEqual([]);
  });

  it('says which ids were not there, and forgets the others', async () => {
    await using memory = await open();
    await threeMemories(memory);
    const forgotten = await memory.forget(['nowhere', 'zebra', 'zebra', 'neither']);
    expect(forgotten).toMatchObject({ notFound: ['nowhere', 'neither'], nodes: [{ id: 'zebra' }] });
    expect(await memory.forget(['zebra'])).toMatchObject({
      notFound: ['zebra'],
      nodes: [],
      links: [],
    });
    expect((await memory.forget({ entity: 'nobody' })).nodes).toEqual([]);
  });

  it('frees the id for other content', async () => {
    await using memory = await open();
    await threeMemories(memory);
    await memory.forget('zebra');
    const again = await memory.remember('A quiet zoo', { id: 'zebra', kind: 'decision' });
    expect(again.created).toBe(true);
    expect((await memory.recall('quiet')).memories).toMatchObject([
      { id: 'zebra', links: [], entities: [] },
    ]);
    expect((await memory.recall('escaped')).memories).toEqual([]);
  });

  it('lowers the strength of a pattern whose evidence is forgotten', async () => {
    await using memory = await open();
    const { adapter } = memory;
    await adapter.recordPattern({ content: 'It rains', id: 'one' });
    const { id } = await adapter.recordPattern({ content: 'It rains', id: 'two' });
    await memory.forget('one');
    expect((await memory.get(id)).items).toMatchObject([{ evidence: { count: 1 } }]);
    await memory.forget('two');
    expect((await memory.get(id)).items).toMatchObject([{ strength: 0, evidence: { count: 0 } }]);
  });

  it('refuses a selector that could mean something else', async () => {
    await using memory = await open();
    await threeMemories(memory);
    const wrong: readonly unknown[] = [
      {},
      { space: false },
      { entity: '' },
      { ids: ['zebra'] },
      [],
      { entity: 'Ada', before: '2024-01-01' },
      '',
      null,
      7,
    ];
    for (const what of wrong) {
      const attempt = () => memory.forget(what as string); // what JavaScript may pass
      const facts = await changesNothing(memory, () => failureFacts(attempt()));
      expect(facts).toMatchObject({ code: 'INVALID_INPUT' });
    }
  });
});
