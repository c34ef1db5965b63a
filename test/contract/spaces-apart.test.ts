import { entityId, type MemOS } from 'memos-graph';
import { expect, it } from 'vitest';

import { describeEngines, uniqueSpace } from './engines.ts';

/** Two spaces over the connection of a test's memory; they are emptied afterwards. */
async function withSpaces(
  memory: MemOS,
  names: readonly [string, string],
  test: (first: MemOS, second: MemOS) => Promise<void>,
): Promise<void> {
  const [first, second] = [memory.space(names[0]), memory.space(names[1])];
  try {
    await test(first, second);
  } finally {
    await first.forget({ space: true });
    await second.forget({ space: true });
  }
}

const idsOf = (memories: readonly { readonly id: string }[]): readonly string[] =>
  memories.map(({ id }) => id).toSorted();

describeEngines('spaces with names alike', (open) => {
  it.each([
    ['long', 'a'.repeat(200), ['1', '2']],
    ['long and Chinese', '記憶'.repeat(70), ['一', '二']],
  ] as const)('keeps %s names apart', async (_name, middle, [one, two]) => {
    await using memory = await open();
    const begin = `${uniqueSpace()}${middle}`;
    await withSpaces(memory, [`${begin}${one}`, `${begin}${two}`], async (first, second) => {
      await first.remember('zebra crossing of the first', { id: 'one', entities: ['Ada'] });
      await second.remember('zebra crossing of the second', { id: 'two', entities: ['Ada'] });
      expect(idsOf((await first.recall('zebra')).memories)).toEqual(['one']);
      expect(idsOf((await second.recall('zebra')).memories)).toEqual(['two']);
      expect(idsOf((await first.recall('Ada')).memories)).toEqual(['one']);
      expect(idsOf((await second.list({ entity: 'Ada' })).items)).toEqual(['two']);
    });
  });

  it('takes no id for a part of a name', async () => {
    await using memory = await open();
    const name = uniqueSpace();
    await withSpaces(memory, [name, `${name}|b`], async (first, second) => {
      const lookAlike = `b|${entityId('Ada')}`;
      await first.remember('a fact of the first', { id: lookAlike, entities: ['Ada'] });
      await second.remember('a fact of the second', { id: 'two', entities: ['Ada'] });
      const { memories, memoryCount } = await second.getEntityContext('Ada');
      expect([idsOf(memories), memoryCount]).toEqual([['two'], 1]);
      expect(idsOf((await second.recall('Ada')).memories)).toEqual(['two']);
      expect(idsOf((await second.list({ entity: 'Ada' })).items)).toEqual(['two']);
    });
  });
});
