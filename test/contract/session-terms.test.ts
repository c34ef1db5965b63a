import type { MemOS } from 'memos-graph';
import { expect, it } from 'vitest';

import { tokens } from '../../src/analysis/tokens.ts';
import type { Candidate, SearchInput } from '../../src/engine/reads.ts';
import { memoryKinds } from '../../src/model/kind.ts';
import { describeEngines } from './engines.ts';

const at = (minute: number): string => `2026-03-01T09:${String(minute).padStart(2, '0')}:00.000Z`;

/** A conversation of lines, each a minute after the other. */
async function talk(memory: MemOS, session: string, lines: readonly string[]): Promise<void> {
  await memory.adapter.startSession({ id: session, startedAt: at(0) });
  for (const [index, content] of lines.entries())
    await memory.remember(content, {
      id: `${session}-${index}`,
      sessionId: session,
      occurredAt: at(index),
      speaker: index % 2 === 0 ? 'Ada' : 'Grace',
    });
}

async function candidates(
  memory: MemOS,
  question: string,
  more: Partial<SearchInput> = {},
): Promise<readonly Candidate[]> {
  const { value } = await memory.adapter.engine.read(
    'search',
    {
      space: memory.adapter.space,
      kinds: memoryKinds,
      terms: tokens(question),
      words: question.toLowerCase().split(' '),
      named: [],
      limit: 200,
      perEntity: 20,
      hopFrom: 0,
      perHop: 0,
      withNeighbours: true,
      ...more,
    },
    {},
  );
  return value;
}

const idsFor = async (memory: MemOS, question: string): Promise<readonly string[]> =>
  (await candidates(memory, question)).map(({ node }) => node.id).toSorted();

const lines = ['quokka seen', 'where exactly', 'near the harbour', 'good to know'];

describeEngines('the terms of a session', (open) => {
  it('lead from a memory to the two after it, and no further', async () => {
    await using memory = await open();
    await talk(memory, 's', lines);
    await talk(memory, 'other', ['nothing', 'at all']);
    expect(await idsFor(memory, 'quokka')).toEqual(['s-0', 's-1', 's-2']);
    expect(await idsFor(memory, 'harbour')).toEqual(['s-2', 's-3']);
    expect(await idsFor(memory, 'nothing')).toEqual(['other-0', 'other-1']);
  });

  it('tell each candidate what stands around it', async () => {
    await using memory = await open();
    await talk(memory, 's', lines);
    await memory.remember('a lone harbour', { id: 'lone' });
    const found = await candidates(memory, 'harbour');
    const near = found.find(({ node }) => node.id === 's-2');
    expect(near?.session).toBe('s');
    expect(near?.neighbours).toEqual([
      { id: 's-0', place: -2, content: 'quokka seen', speaker: 'Ada', occurredAt: at(0) },
      { id: 's-1', place: -1, content: 'where exactly', speaker: 'Grace', occurredAt: at(1) },
      { id: 's-3', place: 1, content: 'good to know', speaker: 'Grace', occurredAt: at(3) },
    ]);
    expect(near?.beside).toEqual([
      { place: -2, terms: 'quokka seen' },
      { place: -1, terms: 'exactli' },
      { place: 1, terms: 'good know' },
    ]);
    const lone = found.find(({ node }) => node.id === 'lone');
    expect([lone?.session, lone?.beside, lone?.neighbours]).toEqual([undefined, [], []]);
  });

  it('bring the content of the one just before alone, unless more is asked for', async () => {
    await using memory = await open();
    await talk(memory, 's', lines);
    const found = await candidates(memory, 'quokka', { withNeighbours: false });
    const around = found.map(({ node, beside, neighbours }) => [
      node.id,
      { places: beside.map(({ place }) => place), ids: neighbours.map(({ id }) => id) },
    ]);
    expect(Object.fromEntries(around)).toEqual({
      's-0': { places: [1, 2], ids: [] },
      's-1': { places: [-1, 1, 2], ids: ['s-0'] },
      's-2': { places: [-2, -1, 1], ids: ['s-1'] },
    });
  });

  it('have no part in the hop, which leads to the latest memories about an entity', async () => {
    await using memory = await open();
    const about = { entities: ['Mill'] };
    await memory.remember('quokka seen', { id: 'hit', ...about });
    for (const index of [1, 2, 3, 4])
      await memory.remember('bread', { id: `hop-${index}`, ...about, occurredAt: at(index) });
    const found = await candidates(memory, 'quokka', { hopFrom: 1, perHop: 2 });
    const reached = found.filter(({ hops }) => hops.some(({ from }) => from === 'hit'));
    expect(reached.map(({ node }) => node.id).toSorted()).toEqual(['hop-3', 'hop-4']);
  });

  it('are those of the memories that stand before it, in whatever order they came', async () => {
    await using memory = await open();
    await memory.adapter.startSession({ id: 's', startedAt: at(0) });
    for (const index of [3, 0, 2, 1])
      await memory.remember(`${lines[index]}`, {
        id: `s-${index}`,
        sessionId: 's',
        occurredAt: at(index),
      });
    expect(await idsFor(memory, 'quokka')).toEqual(['s-0', 's-1', 's-2']);
    expect(await idsFor(memory, 'harbour')).toEqual(['s-2', 's-3']);
  });

  it('come with a batch and with a link that is made later, too', async () => {
    await using memory = await open();
    await memory.adapter.startSession({ id: 's', startedAt: at(0) });
    const items = lines.map((content, index) => ({
      content,
      id: `s-${index}`,
      occurredAt: at(index),
      ...(index === 1 ? {} : { sessionId: 's' }),
    }));
    await memory.adapter.storeMemoryBatch(items);
    expect(await idsFor(memory, 'quokka')).toEqual(['s-0', 's-2', 's-3']);
    await memory.relate('s-1', 'DURING', 's');
    expect(await idsFor(memory, 'quokka')).toEqual(['s-0', 's-1', 's-2']);
    await memory.adapter.startSession({ id: 'second' });
    await memory.relate('s-1', 'DURING', 'second');
    expect((await candidates(memory, 'exactly'))[0]?.session).toBe('s');
  });

  it('go when the memory is forgotten that they came from', async () => {
    await using memory = await open();
    await talk(memory, 's', lines);
    await memory.forget('s-0');
    expect(await idsFor(memory, 'quokka')).toEqual([]);
    expect(await idsFor(memory, 'harbour')).toEqual(['s-2', 's-3']);
    await memory.forget(['s-1', 's-2']);
    expect(await idsFor(memory, 'exactly harbour')).toEqual([]);
    expect(await idsFor(memory, 'know')).toEqual(['s-3']);
  });

  it('of those that are left come instead of them', async () => {
    await using memory = await open();
    await talk(memory, 's', lines);
    await memory.forget('s-1');
    expect(await idsFor(memory, 'quokka')).toEqual(['s-0', 's-2', 's-3']);
    await memory.forget({ before: at(1) });
    expect(await idsFor(memory, 'quokka')).toEqual([]);
  });

  it('are the same after an export and an import', async () => {
    await using memory = await open();
    await using other = await open();
    await talk(memory, 's', lines);
    await other.import(memory.export());
    expect(await idsFor(other, 'quokka')).toEqual(['s-0', 's-1', 's-2']);
    expect(await idsFor(other, 'harbour')).toEqual(['s-2', 's-3']);
  });

  it('stay as they are when a memory is sent again', async () => {
    await using memory = await open();
    await talk(memory, 's', lines);
    await talk(memory, 's', lines);
    expect(await idsFor(memory, 'quokka')).toEqual(['s-0', 's-1', 's-2']);
  });

  it('include what is said of how a commitment ended', async () => {
    await using memory = await open();
    await memory.adapter.createCommitment({ id: 'c', content: 'Pay the mill' });
    await memory.adapter.completeCommitment({ id: 'c', outcome: 'Paid in kumquats' });
    expect(await idsFor(memory, 'kumquat')).toEqual(['c']);
    expect(await idsFor(memory, 'mill')).toEqual(['c']);
  });
});

describeEngines('text hits about an entity', (open) => {
  it('are found among its many memories, and among many others with the same words', async () => {
    await using memory = await open();
    await memory.adapter.createEntity({ name: 'Ada Lovelace', aliases: ['Ada'] });
    const others = Array.from({ length: 300 }, (_, index) => ({
      content: `the kettle number ${index}`,
      occurredAt: '2026-02-01',
    }));
    const hers = Array.from({ length: 60 }, (_, index) => ({
      content: `a cup number ${index}`,
      entities: ['Ada'],
      occurredAt: '2026-02-02',
    }));
    const wanted = { content: 'the old kettle', id: 'wanted', entities: ['Ada'] };
    await memory.adapter.storeMemoryBatch([
      { ...wanted, occurredAt: '2020-01-01' },
      ...others,
      ...hers,
    ]);
    const { memories } = await memory.recall('What of the kettle of Ada?', { limit: 5 });
    expect(memories[0]?.id).toBe('wanted');
    const filtered = await memory.recall('kettle', { entities: ['Ada Lovelace'], limit: 5 });
    expect(filtered.memories[0]?.id).toBe('wanted');
    const pattern = { kind: 'pattern', entities: ['Ada'] } as const;
    await memory.remember('Kettles whistle', pattern);
    const patterns = await memory.recall('kettle', { entities: ['Ada'], kinds: ['pattern'] });
    expect(patterns.memories.map(({ content }) => content)).toEqual(['Kettles whistle']);
  });
});
