import type { MemOS } from 'memos-graph';

import type { Contestant } from './measure.ts';
import { hub, populationOf, workItems } from './workload.ts';

const rare = (index: number): string => `item${index + 100}`;

export interface Measured {
  readonly memory: MemOS;
  /** How many memories are in it. */
  readonly size: number;
}

/** One of the people of a store, another one each time. */
export const personOf = (people: readonly string[], index: number): string =>
  people[(index * 37) % people.length] ?? '';

/** The calls that are measured at every size, on both engines. */
export function contestants({ memory, size }: Measured, rounds: number): readonly Contestant[] {
  const people = populationOf(size);
  const items = [...workItems({ count: rounds + 100, seed: 7_777 + Date.now(), people })];
  const question = (index: number): string =>
    items[index % items.length]?.content.split(' ').slice(0, 4).join(' ') ?? '';
  return [
    {
      name: 'remember, 2 entities',
      call: (index) => {
        const item = items[index % items.length];
        return memory.remember(`${item?.content ?? ''} ${index}`, {
          entities: [...(item?.entities ?? [])],
        });
      },
    },
    { name: 'recall, 4 common words', call: (index) => memory.recall(question(index)) },
    { name: 'recall, 1 rare word', call: (index) => memory.recall(rare(index)) },
    {
      name: 'getEntityContext',
      call: (index) => memory.adapter.getEntityContext({ name: personOf(people, index) }),
    },
    {
      name: 'getEntityContext, hub',
      call: () => memory.adapter.getEntityContext({ name: hub }),
    },
    {
      name: 'getCommitments, open, due',
      call: () => memory.adapter.getCommitments({ status: 'open', order: 'due' }),
    },
  ];
}
