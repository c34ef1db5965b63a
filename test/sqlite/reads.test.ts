import { describe, expect, it } from 'vitest';

import type { SqliteEngine } from '../../src/engines/sqlite/sqlite-engine.ts';
import type { ChangeSet, LinkRow } from '../../src/model/change-set.ts';
import { entityId } from '../../src/model/identity.ts';
import type { NodeRecord } from '../../src/model/node-record.ts';
import { emptyChangeSet, noteOf, openEngine, space, write } from './engine-files.ts';

async function linksOf(engine: SqliteEngine, id: string): Promise<readonly unknown[]> {
  const { value } = await engine.read('nodes', { space, ids: [id] }, {});
  return value.flatMap(({ links }) => links);
}

const linking = (...links: readonly LinkRow[]): ChangeSet => ({ ...emptyChangeSet(), links });

describe('the links of a node', () => {
  it('hold those ABOUT links that are not between a memory and what it is about', async () => {
    await using engine = openEngine(':memory:');
    const ada = entityId('Ada');
    const byron = entityId('Byron');
    await write(engine, noteOf('a', 'a', ['Ada', 'Byron']));
    await write(engine, noteOf('b', 'b', ['Ada']));
    await write(
      engine,
      linking(
        { from: 'a', type: 'ABOUT', to: 'b' },
        { from: ada, type: 'ABOUT', to: byron },
        { from: ada, type: 'ABOUT', to: 'b' },
      ),
    );
    expect(await linksOf(engine, 'a')).toEqual([{ type: 'ABOUT', direction: 'out', id: 'b' }]);
    expect(await linksOf(engine, 'b')).toEqual([
      { type: 'ABOUT', direction: 'in', id: 'a' },
      { type: 'ABOUT', direction: 'in', id: ada },
    ]);
    expect(await linksOf(engine, ada)).toEqual([
      { type: 'ABOUT', direction: 'out', id: 'b' },
      { type: 'ABOUT', direction: 'out', id: byron },
    ]);
    expect(await linksOf(engine, byron)).toEqual([{ type: 'ABOUT', direction: 'in', id: ada }]);
    const removal = { space, selector: { by: 'ids', ids: [ada, 'b'] }, limit: 10 } as const;
    const dry = await engine.remove({ ...removal, dryRun: true }, {});
    expect((await engine.remove({ ...removal, dryRun: false }, {})).value).toEqual(dry.value);
    expect(dry.value.links).toHaveLength(5);
  });
});

const day = (number: number): string => `2026-01-${String(number).padStart(2, '0')}T00:00:00.000Z`;

/** Something that happened on one day and ended on another. */
function ending(id: string, occurredOn: number, record: Partial<NodeRecord>): ChangeSet {
  const [node] = noteOf(id).nodes;
  if (node === undefined) throw new TypeError('A note has one node');
  const occurredAt = day(occurredOn);
  const times = { occurredAt, validFrom: occurredAt };
  return {
    ...emptyChangeSet(),
    nodes: [{ ...node, record: { ...node.record, ...times, ...record } }],
  };
}

describe('a review', () => {
  it('looks at what ended since then, whenever it was made', async () => {
    await using engine = openEngine(':memory:');
    for (let index = 1; index <= 9; index += 1) {
      // The later it was made the earlier it ended.
      const endedAt = day(30 - index);
      await write(
        engine,
        ending(`c${index}`, index, { kind: 'commitment', status: 'broken', closedAt: endedAt }),
      );
      await write(
        engine,
        ending(`d${index}`, index, { kind: 'decision', status: 'superseded', validTo: endedAt }),
      );
    }
    const input = { space, now: day(31), dueBefore: day(31), quietBefore: day(1) };
    const { value } = await engine.read('review', { ...input, since: day(27), limit: 2 }, {});
    expect(value.broken.map(({ node }) => node.id)).toEqual(['c3', 'c2']);
    expect(value.superseded.map(({ node }) => node.id)).toEqual(['d3', 'd2']);
    const all = await engine.read('review', { ...input, limit: 3 }, {});
    expect(all.value.broken.map(({ node }) => node.id)).toEqual(['c9', 'c8', 'c7']);
    const none = await engine.read('review', { ...input, since: day(30), limit: 3 }, {});
    expect(none.value.superseded).toEqual([]);
  });
});
