import type { MemOS } from 'memos-graph';
import { entityId } from 'memos-graph';
import { expect, it } from 'vitest';

import { describeEngines } from './engines.ts';

/** Notes by the name of their id, linked as `from type to`; all at one time, stored in order. */
async function graph(memory: MemOS, links: readonly string[]): Promise<void> {
  const parsed = links.map((link) => link.split(' ') as [string, string, string]);
  const names = [...new Set(parsed.flatMap(([from, , to]) => [from, to]))];
  await memory.adapter.storeMemoryBatch(
    names.map((id) => ({ id, content: `Note ${id}`, occurredAt: '2024-01-01' })),
  );
  for (const [from, type, to] of parsed) await memory.relate(from, type, to);
}

const related = async (memory: MemOS, input: Parameters<MemOS['adapter']['findRelated']>[0]) =>
  (await memory.adapter.findRelated(input)).items.map(
    ({ node, distance }) => `${node.id} ${distance}`,
  );

const paths = (trace: Awaited<ReturnType<MemOS['whatLedTo']>>) =>
  trace.paths.map((path) => path.map(({ type, id }) => `${type} ${id}`).join(', ')).toSorted();

describeEngines('the graph', (open) => {
  it('finds what is related to a depth, the nearest first, each node once', async () => {
    await using memory = await open();
    await graph(memory, [
      'a LEADS_TO b',
      'b LEADS_TO c',
      'c RELATED_TO d',
      'd MY_OWN e',
      'e LEADS_TO f',
      'f LEADS_TO g',
      'g LEADS_TO h',
      'a IMPACTS c',
    ]);
    expect(await related(memory, { id: 'a' })).toEqual(['c 1', 'b 1']);
    expect(await related(memory, { id: 'a', depth: 2 })).toEqual(['c 1', 'b 1', 'd 2']);
    expect(await related(memory, { id: 'h', depth: 6 })).toEqual(
      ['g 1', 'f 2', 'e 3', 'd 4', 'c 5', 'b 6', 'a 6'].toSorted(
        (x, y) => Number(x.at(-1)) - Number(y.at(-1)) || (x < y ? 1 : -1),
      ),
    );
  });

  it('follows only the links of the given types, in both directions', async () => {
    await using memory = await open();
    await graph(memory, [
      'a LEADS_TO b',
      'c LEADS_TO a',
      'a MY_OWN d',
      'd MY_OWN e',
      'b RELATED_TO f',
    ]);
    expect(await related(memory, { id: 'a', types: ['LEADS_TO'], depth: 3 })).toEqual([
      'c 1',
      'b 1',
    ]);
    expect(await related(memory, { id: 'a', types: ['MY_OWN'], depth: 3 })).toEqual(['d 1', 'e 2']);
    expect(await related(memory, { id: 'a', types: ['MY_OWN', 'LEADS_TO'] })).toEqual([
      'd 1',
      'c 1',
      'b 1',
    ]);
    expect(await related(memory, { id: 'a', types: ['NEVER_USED'] })).toEqual([]);
  });

  it('finds memories over what they have in common', async () => {
    await using memory = await open();
    await memory.remember('One', { id: 'one', entities: ['Ada'] });
    await memory.remember('Two', { id: 'two', entities: ['Ada', 'Bo'] });
    expect(await related(memory, { id: 'one', depth: 1 })).toEqual([`${entityId('Ada')} 1`]);
    expect(await related(memory, { id: 'one', depth: 3 })).toEqual([
      `${entityId('Ada')} 1`,
      'two 2',
      `${entityId('Bo')} 3`,
    ]);
    expect(await related(memory, { id: entityId('Bo'), types: ['ABOUT'] })).toEqual(['two 1']);
  });

  it('traces what led to a memory and what resulted from it, as paths', async () => {
    await using memory = await open();
    await graph(memory, [
      'a LEADS_TO b',
      'a LEADS_TO c',
      'b LEADS_TO d',
      'c LEADS_TO d',
      'x RELATED_TO d',
    ]);
    await memory.remember('New', { id: 'new', occurredAt: '2024-02-01', supersedes: ['d'] });
    const { id: pattern } = await memory.adapter.recordPattern({ content: 'P', evidence: ['new'] });
    const led = await memory.whatLedTo(pattern);
    expect(led.start).toMatchObject({ id: pattern });
    expect(paths(led)).toEqual([
      'LEARNED_FROM new, SUPERSEDES d, LEADS_TO b, LEADS_TO a',
      'LEARNED_FROM new, SUPERSEDES d, LEADS_TO c, LEADS_TO a',
    ]);
    expect(led.nodes.map(({ id }) => id).toSorted()).toEqual(['a', 'b', 'c', 'd', 'new']);
    expect(led.truncated).toBe(false);
    expect(paths(await memory.whatResultedFrom('b'))).toEqual([
      `LEADS_TO d, SUPERSEDES new, LEARNED_FROM ${pattern}`,
    ]);
    expect(paths(await memory.whatResultedFrom('b', { depth: 1 }))).toEqual(['LEADS_TO d']);
    expect(paths(await memory.whatLedTo('a'))).toEqual([]);
  });

  it('ends a trace where it meets itself', async () => {
    await using memory = await open();
    await graph(memory, ['a LEADS_TO b', 'b LEADS_TO c', 'c LEADS_TO a', 'c LEADS_TO b']);
    expect(paths(await memory.whatResultedFrom('a', { depth: 6 }))).toEqual([
      'LEADS_TO b, LEADS_TO c',
    ]);
    expect(paths(await memory.whatLedTo('b', { depth: 6 }))).toEqual([
      'LEADS_TO a, LEADS_TO c',
      'LEADS_TO c',
    ]);
  });

  it('says when there are more than 100 paths, and follows 100 links from one node', async () => {
    await using memory = await open();
    const leaves = Array.from({ length: 130 }, (_, index) => `leaf-${index}`);
    await memory.remember('Hub', { id: 'hub' });
    await memory.adapter.storeMemoryBatch(
      leaves.map((id, index) => ({
        id,
        content: id,
        occurredAt: new Date(index * 1_000),
        links: [{ type: 'LEADS_TO', from: 'hub' }],
      })),
    );
    const { items } = await memory.adapter.findRelated({ id: 'hub' });
    expect(items.map(({ node }) => node.id)).toEqual(leaves.slice(30).toReversed());
    const trace = await memory.whatResultedFrom('hub');
    expect(trace.paths).toHaveLength(100);
    const [hub] = (await memory.get('hub')).items;
    expect(hub?.links).toHaveLength(50);
  });

  it('shows the entities and the first links of a memory with very many', async () => {
    await using memory = await open();
    await memory.remember('Hub', { id: 'hub', entities: ['Mill', 'Bakery'] });
    const leaves = Array.from({ length: 320 }, (_, index) => `leaf-${1000 + index}`);
    await memory.adapter.storeMemoryBatch(
      leaves.map((id, index) => ({
        id,
        content: id,
        links: [{ type: index % 2 === 0 ? 'LEADS_TO' : 'IMPACTS', from: 'hub' }],
      })),
    );
    const [hub] = (await memory.get('hub')).items;
    expect(hub).toMatchObject({ entities: [{ name: 'Bakery' }, { name: 'Mill' }] });
    expect(hub?.links.map(({ type, id }) => `${type} ${id}`)).toEqual(
      leaves
        .filter((_, index) => index % 2 === 1)
        .slice(0, 50)
        .map((id) => `IMPACTS ${id}`),
    );
  });
});

const now = '2024-06-01T00:00:00Z';

describeEngines('reflection', (open) => {
  it('finds what is overdue, due soon, broken, replaced and quiet, each with its evidence', async () => {
    await using memory = await open();
    const { adapter } = memory;
    const quiet = Array.from({ length: 3 }, (_, index) => ({
      id: `quiet-${index}`,
      content: `Met Zed ${index}`,
      entities: ['Zed'],
      occurredAt: `2024-01-0${index + 1}`,
    }));
    await adapter.storeMemoryBatch(quiet);
    await adapter.createCommitmentsBatch([
      {
        id: 'late',
        content: 'Pay the mill',
        to: 'Mill',
        dueAt: '2024-05-18',
        occurredAt: '2024-05-01',
      },
      { id: 'soon', content: 'Order salt', dueAt: '2024-06-08', occurredAt: '2024-05-01' },
      { id: 'far', content: 'Plan the fair', dueAt: '2024-09-01', occurredAt: '2024-05-01' },
      { id: 'broken-1', content: 'Call back', to: 'Ann', occurredAt: '2024-04-01' },
      { id: 'broken-2', content: 'Call again', to: 'Ann', occurredAt: '2024-04-02' },
      { id: 'broken-3', content: 'Write', to: 'Bob', occurredAt: '2024-04-02' },
    ]);
    for (const id of ['broken-1', 'broken-2', 'broken-3'])
      await adapter.completeCommitment({ id, status: 'broken' });
    await adapter.recordDecision({ id: 'old', content: 'Use rye', occurredAt: '2024-02-01' });
    await adapter.recordDecision({
      id: 'new',
      content: 'Use wheat',
      occurredAt: '2024-05-20',
      supersedes: ['old'],
    });
    const { findings } = await memory.reflect({ now });
    expect(findings.map(({ kind, sentence, evidence }) => [kind, sentence, evidence])).toEqual([
      ['overdue', 'The promise to Mill “Pay the mill” is overdue by 14 days', ['late']],
      [
        'broken_promises',
        '2 promises to Ann were broken, the latest “Call again”',
        ['broken-2', 'broken-1'],
      ],
      ['superseded_decision', 'The decision “Use rye” was superseded 12 days ago', ['old', 'new']],
      ['due_soon', 'The promise “Order salt” is due in 7 days', ['soon']],
      ['quiet_entity', 'Zed has not come up for 150 days, after 3 memories', ['quiet-2']],
    ]);
    const scores = findings.map(({ score }) => score);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    expect(scores.every((score) => score > 0 && score < 1)).toBe(true);
    for (const id of findings.flatMap(({ evidence }) => evidence))
      expect((await memory.get(id)).items).toHaveLength(1);
  });

  it('looks only at what is about a topic, and from a time on', async () => {
    await using memory = await open();
    const { adapter } = memory;
    await adapter.createCommitment({
      content: 'Pay',
      to: 'Mill',
      dueAt: '2024-05-01',
      occurredAt: '2024-04-01',
    });
    await adapter.createCommitment({
      content: 'Sow',
      to: 'Farm',
      dueAt: '2024-05-01',
      occurredAt: '2024-04-01',
    });
    await adapter.recordDecision({
      id: 'old',
      content: 'Use rye',
      occurredAt: '2024-02-01',
      entities: ['farm'],
    });
    await adapter.recordDecision({
      content: 'Use wheat',
      occurredAt: '2024-05-20',
      supersedes: ['old'],
    });
    const kinds = async (options: Parameters<MemOS['reflect']>[0]) =>
      (await memory.reflect({ now, ...options })).findings.map(({ kind }) => kind);
    expect(await kinds({ topic: 'mill' })).toEqual(['overdue']);
    expect(await kinds({ topic: 'Farm' })).toEqual(['overdue', 'superseded_decision']);
    expect(await kinds({ topic: 'nobody' })).toEqual([]);
    expect(await kinds({ since: '2024-05-25' })).toEqual(['overdue', 'overdue']);
  });

  it('finds nothing in an empty space', async () => {
    await using memory = await open();
    expect((await memory.reflect()).findings).toEqual([]);
  });
});
