import type { MemOS } from 'memos-graph';
import { expect, it } from 'vitest';

import { contents, failureFacts } from './answers.ts';
import { describeEngines } from './engines.ts';

async function bakery(memory: MemOS): Promise<void> {
  await memory.adapter.createEntity({ name: 'Ada Lovelace', aliases: ['Ada'] });
  await memory.adapter.storeMemoryBatch([
    {
      content: 'Harrow Mill grinds the finest flour',
      entities: ['Harrow Mill', 'flour'],
      occurredAt: '2024-01-01',
      domain: 'supply',
    },
    {
      content: 'The oven needs a new door',
      kind: 'commitment',
      entities: ['oven'],
      to: 'Ada',
      occurredAt: '2024-01-02',
    },
    {
      content: 'Buy from the mill in Harrow',
      kind: 'decision',
      rationale: 'The flour never spoils',
      entities: ['Harrow Mill'],
      occurredAt: '2024-01-03',
      domain: 'supply',
    },
    {
      content: 'Customers like crêpes on Sundays',
      speaker: 'Ada Lovelace',
      occurredAt: '2024-01-04',
    },
    { content: 'Nothing to do with anything', occurredAt: '2024-01-05' },
  ]);
  await memory.adapter.recordPattern({
    content: 'Sundays are busy',
    id: 'sunday',
    occurredAt: '2024-01-06',
  });
}

const recalled = async (
  memory: MemOS,
  query: string,
  options: Parameters<MemOS['recall']>[1] = {},
) => contents((await memory.recall(query, options)).memories);

describeEngines('recall', (open) => {
  it('uses the words of the question, in every text of a memory', async () => {
    await using memory = await open();
    await bakery(memory);
    expect((await recalled(memory, 'Who grinds fine flour?'))[0]).toBe(
      'Harrow Mill grinds the finest flour',
    );
    expect((await recalled(memory, 'what spoils'))[0]).toBe('Buy from the mill in Harrow');
    expect(await recalled(memory, 'sundays')).toEqual(
      expect.arrayContaining(['Customers like crêpes on Sundays', 'Sundays are busy']),
    );
    expect(await recalled(memory, 'CREPES')).toEqual(['Customers like crêpes on Sundays']);
    expect(await recalled(memory, 'zeppelin')).toEqual([]);
  });

  it('finds what is about an entity that the question names, by alias too, and says why', async () => {
    await using memory = await open();
    await bakery(memory);
    const { memories } = await memory.recall("What is Ada's door?");
    expect(memories[0]).toMatchObject({
      content: 'The oven needs a new door',
      why: {
        terms: expect.arrayContaining(['door']),
        entities: [{ name: 'Ada Lovelace' }],
        latest: false,
      },
    });
    expect(memories[0]?.why.sentence).toContain('is about Ada Lovelace');
    expect(memories[0]?.score).toBeGreaterThan(0);
  });

  it('reaches over a shared entity what has no word of the question', async () => {
    await using memory = await open();
    await memory.remember('The depot burned down', { id: 'fire', entities: ['Depot Nine'] });
    await memory.remember('Insurance was cancelled', { id: 'insurance', entities: ['Depot Nine'] });
    const { memories } = await memory.recall('what burned?');
    expect(memories.map(({ id }) => id)).toEqual(['fire', 'insurance']);
    expect(memories[1]?.why.through).toEqual([{ memory: 'fire', entity: 'Depot Nine' }]);
  });

  it('answers an empty question with the latest', async () => {
    await using memory = await open();
    await bakery(memory);
    const { memories, truncated } = await memory.recall('', { limit: 3 });
    expect(contents(memories)).toEqual([
      'Sundays are busy',
      'Nothing to do with anything',
      'Customers like crêpes on Sundays',
    ]);
    expect(truncated).toBe(true);
    expect(memories.every(({ why }) => why.latest)).toBe(true);
    expect((await memory.recall('?!')).memories).toHaveLength(6);
  });

  it('filters by kind, domain, entity and time', async () => {
    await using memory = await open();
    await bakery(memory);
    expect(await recalled(memory, 'flour mill', { kinds: ['decision'] })).toEqual([
      'Buy from the mill in Harrow',
    ]);
    expect((await recalled(memory, 'flour door sundays', { domain: 'supply' })).length).toBe(2);
    expect(await recalled(memory, 'flour mill door', { entities: ['oven', 'nobody'] })).toEqual([
      'The oven needs a new door',
    ]);
    expect(
      await recalled(memory, 'flour mill door', { since: '2024-01-02', until: '2024-01-03' }),
    ).toEqual(['The oven needs a new door']);
    expect(await recalled(memory, '', { kinds: ['note'], until: '2024-01-02' })).toEqual([
      'Harrow Mill grinds the finest flour',
    ]);
  });

  it('stops at the limit and the token budget, and says so', async () => {
    await using memory = await open();
    await bakery(memory);
    const one = await memory.recall('mill flour', { limit: 1 });
    expect([one.memories.length, one.truncated]).toEqual([1, true]);
    const budget = await memory.recall('mill flour', { tokenBudget: 9 });
    expect([budget.memories.length, budget.truncated]).toEqual([1, true]);
    const all = await memory.recall('mill flour');
    expect(all.truncated).toBe(false);
    expect(await failureFacts(memory.recall('x', { limit: 101 }))).toMatchObject({
      field: 'limit',
    });
  });

  it('finds a pattern once though its evidence says the same, and a memory right after it was stored', async () => {
    await using memory = await open();
    await memory.remember('Twice told tale', { kind: 'pattern' });
    await memory.remember('Twice told tale', { kind: 'pattern' });
    const { memories } = await memory.recall('tale');
    expect(memories).toMatchObject([{ kind: 'pattern', content: 'Twice told tale' }]);
    for (let index = 0; index < 5; index += 1) {
      await memory.remember(`Fresh word${index}`);
      expect(await recalled(memory, `word${index}`)).toEqual([`Fresh word${index}`]);
    }
  });

  it('finds one among many', async () => {
    await using memory = await open();
    const items = Array.from({ length: 600 }, (_, index) => ({
      content: `Ordinary flour note ${index}`,
      entities: [`e${index % 20}`],
    }));
    await memory.adapter.storeMemoryBatch(items);
    await memory.remember('The xylophone flour', { id: 'rare', occurredAt: '2001-01-01' });
    const { memories } = await memory.recall('flour xylophone');
    expect(memories[0]?.id).toBe('rare');
    expect(memories).toHaveLength(10);
  });
});
