import { expect, it } from 'vitest';

import type { SearchInput } from '../../src/engine/reads.ts';
import type { SqliteEngine } from '../../src/engines/sqlite/sqlite-engine.ts';
import type { ChangeSet } from '../../src/model/change-set.ts';
import { memoryKinds } from '../../src/model/kind.ts';
import type { NodeRecord } from '../../src/model/node-record.ts';
import { emptyChangeSet, noteOf, openEngine, space, write } from './engine-files.ts';

const now = '2026-11-30T00:00:00.000Z';

const june = '2026-06-01T00:00:00.000Z';

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
function notes(
  count: number,
  id: string,
  { content = 'flour', ...record }: Partial<NodeRecord> = {},
) {
  const nodes = Array.from({ length: count }, (_, index) => {
    const [node] = noteOf(`${id}${index}`, content).nodes;
    if (node === undefined) throw new TypeError('A note has one node');
    return { ...node, record: { ...node.record, ...record } };
  });
  return { ...emptyChangeSet(), nodes } satisfies ChangeSet;
}

/** The ids that a search finds. */
const idsOf = async (engine: SqliteEngine, filter: Partial<SearchInput>) =>
  (await engine.read('search', { ...search, ...filter }, {})).value.map(({ node }) => node.id);

const early = { validTo: '2026-02-01T00:00:00.000Z' };

it('finds the best that pass a filter behind hundreds of better ones that do not', async () => {
  await using engine = openEngine(':memory:');
  await write(engine, notes(8, 'good', { content: 'flour and salt', occurredAt: june }));
  await write(engine, notes(8, 'poor', { content: `flour ${'bread yeast water '.repeat(9)}` }));
  // Shorter, so that they have higher scores, and of later rows, so that they come first.
  await write(engine, notes(500, 'ended', early));
  const inForce = await idsOf(engine, { inForceAt: now });
  expect(inForce.filter((id) => id.startsWith('good'))).toHaveLength(8);
  expect(inForce.filter((id) => id.startsWith('poor'))).toHaveLength(2);
  expect((await idsOf(engine, { since: june })).toSorted()).toEqual(
    Array.from({ length: 8 }, (_, index) => `good${index}`),
  );
  expect(await idsOf(engine, { since: '2026-07-01T00:00:00.000Z' })).toEqual([]);
  expect(await idsOf(engine, {})).toHaveLength(10);
});

it('scores more where a third of what it looked at passes', async () => {
  await using engine = openEngine(':memory:');
  await write(engine, notes(60, 'best', { content: 'flour flour' }));
  for (let index = 0; index < 40; index += 1) {
    await write(engine, notes(1, `good${index}-`));
    await write(engine, notes(2, `ended${index}-`, early));
  }
  const found = await idsOf(engine, { inForceAt: now });
  expect(found.every((id) => id.startsWith('best'))).toBe(true);
});

it('finds the latest of those that match alike, whenever they were stored', async () => {
  await using engine = openEngine(':memory:');
  for (let second = 80; second > 0; second -= 1) {
    const occurredAt = new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();
    await write(engine, notes(1, `second${second}-`, { occurredAt }));
  }
  expect((await idsOf(engine, { limit: 20 })).toSorted()).toEqual(
    Array.from({ length: 20 }, (_, index) => `second${61 + index}-0`),
  );
});
