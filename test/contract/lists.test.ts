import type { MemOS, MemoryView } from 'memos-graph';
import { expect, it } from 'vitest';

import { contents, failureFacts, ids } from './answers.ts';
import { describeEngines } from './engines.ts';

type Order = 'newest' | 'oldest' | 'due';

/** Forty-five commitments, several at the same time and due on the same day, some with no day. */
function promises() {
  return Array.from({ length: 45 }, (_, index) => {
    const day = String(1 + (index % 9)).padStart(2, '0');
    return {
      id: `promise-${index}`,
      content: `Promise ${index}`,
      occurredAt: `2024-05-${day}`,
      domain: index % 2 === 0 ? 'even' : 'odd',
      entities: [`person ${index % 3}`],
      ...(index % 5 === 0 ? {} : { dueAt: `2024-06-${day}` }),
    };
  });
}

async function pages(
  memory: MemOS,
  order: Order,
  between: () => Promise<unknown>,
): Promise<readonly MemoryView[]> {
  const seen: MemoryView[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof memory.adapter.getCommitments>> =
      await memory.adapter.getCommitments({
        order,
        limit: 7,
        ...(cursor === null ? {} : { cursor }),
      });
    expect(page.items.length).toBe(page.nextCursor === null ? page.items.length : 7);
    seen.push(...page.items);
    cursor = page.nextCursor;
    await between();
  } while (cursor !== null);
  return seen;
}

const key = (item: MemoryView): string => `${item.occurredAt} ${item.createdAt}`;

const none = async (): Promise<void> => {};

/** What lies in front of everything else in each order. */
const inFront = {
  newest: { occurredAt: '2025-01-01' },
  oldest: { occurredAt: '2020-01-01' },
  due: { occurredAt: '2020-01-01', dueAt: '2020-01-01' },
} as const;

describeEngines('lists', (open) => {
  it.each(['newest', 'oldest', 'due'] as const)(
    'pages through everything in the order %s, without gap or repeat, also while rows are added in front',
    async (order) => {
      await using memory = await open();
      await memory.adapter.createCommitmentsBatch(promises());
      const all = await memory.adapter.getCommitments({ order, limit: 1_000 });
      expect(all.nextCursor).toBeNull();
      expect(new Set(ids(all.items)).size).toBe(45);
      expect(ids(await pages(memory, order, none))).toEqual(ids(all.items));
      const meanwhile = await pages(memory, order, () =>
        memory.adapter.createCommitment({ content: 'In front', ...inFront[order] }),
      );
      expect(ids(meanwhile)).toEqual(ids(all.items));
    },
  );

  it('is in order of time, then of storing; due: the day first, and no day last', async () => {
    await using memory = await open();
    await memory.adapter.createCommitmentsBatch(promises());
    const oldest = (await memory.list({ order: 'oldest', limit: 100 })).items;
    expect(oldest.map(key)).toEqual(oldest.map(key).toSorted());
    const newest = (await memory.list({ limit: 100 })).items;
    expect(ids(newest)).toEqual(ids(oldest).toReversed());
    const due = (await memory.adapter.getCommitments({ order: 'due', limit: 100 })).items;
    const dueKey = (item: MemoryView) => `${item.dueAt ?? '9999'} ${key(item)}`;
    expect(due.map(dueKey)).toEqual(due.map(dueKey).toSorted());
    expect(due.slice(-9).every((item) => item.dueAt === undefined)).toBe(true);
  });

  it('filters by status, domain, entity and time, together', async () => {
    await using memory = await open();
    await memory.adapter.createCommitmentsBatch(promises());
    await memory.adapter.completeCommitment({ id: 'promise-6' });
    await memory.adapter.completeCommitment({ id: 'promise-12', status: 'broken' });
    const expected = promises()
      .filter(
        ({ domain, entities, occurredAt }) =>
          domain === 'even' &&
          entities[0] === 'person 0' &&
          occurredAt >= '2024-05-02' &&
          occurredAt < '2024-05-08',
      )
      .map(({ id }) => id);
    const filter = {
      domain: 'even',
      entity: 'Person  0',
      since: '2024-05-02',
      until: '2024-05-08',
      limit: 50,
    };
    const found = await memory.adapter.getCommitments(filter);
    expect(ids(found.items).toSorted()).toEqual(expected.toSorted());
    const unfinished = await memory.adapter.getCommitments({ ...filter, status: 'open' });
    expect(ids(unfinished.items).toSorted()).toEqual(
      expected.filter((id) => id !== 'promise-6' && id !== 'promise-12').toSorted(),
    );
    expect(
      ids((await memory.adapter.getCommitments({ ...filter, status: 'broken' })).items),
    ).toEqual(expected.filter((id) => id === 'promise-12'));
    expect((await memory.list({ ...filter, kinds: ['note'] })).items).toEqual([]);
    expect((await memory.list({ entity: 'nobody' })).items).toEqual([]);
    expect((await memory.adapter.getDecisions(filter)).items).toEqual([]);
  });

  it('lists decisions and patterns by entity, time and status', async () => {
    await using memory = await open();
    const { adapter } = memory;
    await adapter.recordDecision({
      id: 'd1',
      content: 'Old',
      occurredAt: '2024-01-01',
      entities: ['Ada'],
    });
    await adapter.recordDecision({
      id: 'd2',
      content: 'New',
      occurredAt: '2024-02-01',
      supersedes: ['d1'],
    });
    await adapter.recordPattern({
      content: 'P',
      occurredAt: '2024-01-15',
      entities: ['Ada'],
      id: 'p',
    });
    expect(contents((await adapter.getDecisions()).items)).toEqual(['New', 'Old']);
    expect(contents((await adapter.getDecisions({ status: 'in_force' })).items)).toEqual(['New']);
    expect(contents((await adapter.getDecisions({ since: '2024-01-02' })).items)).toEqual(['New']);
    expect(contents((await adapter.getDecisions({ until: '2024-02-01' })).items)).toEqual(['Old']);
    expect(contents((await adapter.getPatterns({ entity: 'ada' })).items)).toEqual(['P']);
    expect(
      (await memory.list({ entity: 'ada', kinds: ['decision', 'pattern'] })).items,
    ).toHaveLength(2);
    expect((await memory.list({ status: 'superseded' })).items).toMatchObject([{ id: 'd1' }]);
  });

  it('refuses a cursor of another order, and what is no cursor', async () => {
    await using memory = await open();
    await memory.adapter.createCommitmentsBatch(promises());
    const { nextCursor } = await memory.list({ limit: 1 });
    const cursor = nextCursor ?? '';
    expect(await failureFacts(memory.list({ order: 'oldest', cursor }))).toMatchObject({
      code: 'INVALID_INPUT',
      field: 'cursor',
      message:
        'Expected `cursor` to come from a list in the order oldest, got one in the order newest',
    });
    expect(await failureFacts(memory.list({ cursor: 'abc' }))).toMatchObject({ field: 'cursor' });
    expect(await failureFacts(memory.list({ limit: 0 }))).toMatchObject({ field: 'limit' });
    expect(await failureFacts(memory.list({ limit: 1_001 }))).toMatchObject({ field: 'limit' });
  });
});
