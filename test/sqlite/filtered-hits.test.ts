import { expect, it } from 'vitest';

import type { SearchInput } from '../../src/engine/reads.ts';
import type { ChangeSet } from '../../src/model/change-set.ts';
import { memoryKinds } from '../../src/model/kind.ts';
import type { NodeRecord } from '../../src/model/node-record.ts';
import { emptyChangeSet, noteOf, openEngine, space, write } from './engine-files.ts';

const now = '2026-11-30T00:00:00.000Z';

const search: SearchInput = {
  space,
  kinds: memoryKinds,
  terms: ['flour'],
  words: ['flour'],
  named: [],
  limit: 10,
  perEntity: 10,
  hopFrom: 0,
  perHop: 10,
  withNeighbours: false,
};

/** Many notes at once. */
function notes(count: number, id: string, content: string, record: Partial<NodeRecord> = {}) {
  const nodes = Array.from({ length: count }, (_, index) => {
    const [node] = noteOf(`${id}${index}`, content).nodes;
    if (node === undefined) throw new TypeError('A note has one node');
    return { ...node, record: { ...node.record, ...record } };
  });
  return { ...emptyChangeSet(), nodes } satisfies ChangeSet;
}

it('finds the best that pass a filter behind hundreds of better ones that do not', async () => {
  await using engine = openEngine(':memory:');
  await write(
    engine,
    notes(8, 'good', 'flour and salt', { occurredAt: '2026-06-01T00:00:00.000Z' }),
  );
  await write(engine, notes(8, 'poor', `flour ${'bread yeast water '.repeat(9)}`));
  // Shorter, so that they have higher scores, and of later rows, so that they come first.
  await write(engine, notes(500, 'ended', 'flour', { validTo: '2026-02-01T00:00:00.000Z' }));
  const idsOf = async (filter: Partial<SearchInput>) => {
    const { value } = await engine.read('search', { ...search, ...filter }, {});
    return value.map(({ node }) => node.id);
  };
  const inForce = await idsOf({ inForceAt: now });
  expect(inForce.filter((id) => id.startsWith('good'))).toHaveLength(8);
  expect(inForce.filter((id) => id.startsWith('poor'))).toHaveLength(2);
  expect((await idsOf({ since: '2026-06-01T00:00:00.000Z' })).toSorted()).toEqual(
    Array.from({ length: 8 }, (_, index) => `good${index}`),
  );
  expect(await idsOf({ since: '2026-07-01T00:00:00.000Z' })).toEqual([]);
  expect(await idsOf({})).toHaveLength(10);
});
