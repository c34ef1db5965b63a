import type { MemOS } from 'memos-graph';
import { expect, it } from 'vitest';

import { analysisVersion } from '../../src/analysis/analyse-memory.ts';
import { emptyDraft } from '../../src/operations/define-operation.ts';
import { failureFacts } from './answers.ts';
import { describeEngines } from './engines.ts';

const outdated = { version: analysisVersion + 1, own: ['othertoken'], carried: [] };

/** Memories as another release would have analysed them. */
async function storeOutdated(memory: MemOS, count: number): Promise<void> {
  const nodes = Array.from({ length: count }, (_, index) => ({
    record: {
      id: `old-${String(index).padStart(4, '0')}`,
      kind: 'note' as const,
      status: 'active',
      content: `the quokka number${index}`,
      createdAt: '2026-01-01T00:00:00.000Z',
      occurredAt: `2026-01-01T00:00:00.${String(index).padStart(3, '0')}Z`,
      validFrom: '2026-01-01T00:00:00.000Z',
    },
    about: [],
    analysis: outdated,
  }));
  const session = {
    id: 's',
    kind: 'session' as const,
    status: 'open',
    createdAt: '2026-01-01T00:00:00.000Z',
  };
  const links = nodes.map(({ record }) => ({ from: record.id, type: 'DURING', to: 's' }));
  const changeSet = memory.adapter.changeSet({
    ...emptyDraft,
    nodes: [{ record: session, about: [] }, ...nodes],
    links,
  });
  await memory.adapter.engine.write([changeSet], { atomic: true });
}

const idsFor = async (memory: MemOS, question: string): Promise<readonly string[]> =>
  (await memory.recall(question, { limit: 100 })).memories.map(({ id }) => id).toSorted();

describeEngines('memories that another release has analysed', (open) => {
  it('are told by health, and found as new ones are after they were reindexed', async () => {
    await using memory = await open();
    await storeOutdated(memory, 3);
    await memory.remember('a new quokka', { id: 'new' });
    expect(await idsFor(memory, 'quokka')).toEqual(['new']);
    const sick = await memory.health();
    expect(sick).toMatchObject({
      ok: true,
      analysis: { version: analysisVersion, outdated: 3 },
      advice: expect.arrayContaining([expect.stringMatching(/^3 memories .*memos-graph reindex/)]),
    });
    const { receipt, ...answer } = await memory.reindex();
    expect(answer).toEqual({ reindexed: 3, version: analysisVersion });
    expect(receipt.retries).toBe(0);
    expect(await idsFor(memory, 'quokka')).toEqual(['new', 'old-0000', 'old-0001', 'old-0002']);
    expect(await idsFor(memory, 'number1')).toEqual(['old-0001', 'old-0002']);
    expect(await idsFor(memory, 'othertoken')).toEqual([]);
    expect((await memory.health()).analysis?.outdated).toBe(0);
    expect(await memory.reindex()).toMatchObject({ reindexed: 0 });
  });

  it('are reindexed step by step: an interrupted call keeps what it did, and the next goes on', async () => {
    await using memory = await open();
    await storeOutdated(memory, 250);
    const abort = new AbortController();
    const seen: number[] = [];
    const failure = await failureFacts(
      memory.reindex({
        signal: abort.signal,
        onProgress: ({ reindexed, total }) => {
          expect(total).toBe(250);
          seen.push(reindexed);
          abort.abort();
        },
      }),
    );
    expect(failure).toMatchObject({ code: 'ABORTED' });
    expect(seen).toEqual([100]);
    expect((await memory.health()).analysis?.outdated).toBe(150);
    expect(await memory.reindex()).toMatchObject({ reindexed: 150 });
    expect(await idsFor(memory, 'number200')).toEqual(['old-0200', 'old-0201', 'old-0202']);
  });

  it('of another space are left alone', async () => {
    await using memory = await open();
    const other = memory.space(`${memory.adapter.space} other`);
    await storeOutdated(other, 1);
    expect(await memory.reindex()).toMatchObject({ reindexed: 0 });
    expect((await other.health()).analysis?.outdated).toBe(1);
    await other.forget({ space: true });
  });
});
