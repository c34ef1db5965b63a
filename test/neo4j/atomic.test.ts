import { expect, it } from 'vitest';

import { newId } from '../../src/model/identity.ts';
import { describeNeo4j } from '../support/neo4j.ts';
import { allKinds, changeSet, memory, remembered, uniqueSpace } from './change-sets.ts';
import { emptySpace, openEngine } from './engines.ts';

describeNeo4j('an atomic write', () => {
  it('of 2,500 rows is rolled back whole when its last row is refused', async () => {
    await using engine = openEngine();
    const space = uniqueSpace();
    const many = Array.from({ length: 2500 }, (_, index) =>
      changeSet(space, { nodes: [memory(`row-${index}`, `row ${index}`)] }),
    );
    const bad = changeSet(space, { requires: [{ id: 'nowhere', kinds: ['note'] }] });
    const { value, receipt } = await engine.write([...many, bad], { atomic: true });
    expect(value.at(-1)).toEqual({ refused: true, missing: ['nowhere'], conflicting: [] });
    expect(receipt).toMatchObject({ sessions: 1, transactions: 1, roundTrips: 2 });
    const { value: counts } = await engine.read('statistics', { space }, {});
    expect(counts.nodes.note).toBe(0);
  });

  it('of 2,500 rows is one transaction of few statements', async () => {
    await using engine = openEngine();
    const space = uniqueSpace();
    const many = Array.from({ length: 2500 }, (_, index) =>
      changeSet(space, { nodes: [memory(`row-${index}`, `row ${index}`)] }),
    );
    const { value, receipt } = await engine.write(many, { atomic: true });
    expect(value.every((outcome) => !outcome.refused)).toBe(true);
    expect(receipt).toMatchObject({ sessions: 1, transactions: 1, statements: 5, roundTrips: 2 });
    const { value: page } = await engine.read(
      'list',
      { space, kinds: allKinds, order: 'newest', limit: 1 },
      {},
    );
    expect(page[0]?.node.id).toBe('row-2499');
    await emptySpace(engine, space);
  });

  it('applies one of two transitions that race', async () => {
    await using engine = openEngine();
    const space = uniqueSpace();
    for (let round = 0; round < 10; round += 1) {
      const id = newId();
      const made = changeSet(space, { nodes: [memory(id, 'pay', { kind: 'commitment' })] });
      await engine.write([made], { atomic: true });
      const ends = ['completed', 'broken'].map((status) =>
        changeSet(space, { transitions: [{ id, from: ['open'], set: { status } }] }),
      );
      const outcomes = await Promise.all(ends.map((end) => engine.write([end], { atomic: true })));
      const applied = outcomes
        .flatMap(({ value }) => value)
        .flatMap((outcome) => (outcome.refused ? [] : outcome.transitions))
        .filter((transition) => transition.applied);
      expect(applied).toHaveLength(1);
    }
    await emptySpace(engine, space);
  });

  it('makes an entity once that sixteen writers name at once', async () => {
    await using engine = openEngine();
    const space = uniqueSpace();
    const writes = Array.from({ length: 16 }, (_, index) =>
      engine.write([remembered(space, `at once ${index}`)], { atomic: true }),
    );
    const created = (await Promise.all(writes))
      .flatMap(({ value }) => value)
      .flatMap((outcome) => (outcome.refused ? [] : outcome.entities))
      .filter((written) => written.created);
    expect(created).toHaveLength(2);
    await emptySpace(engine, space);
  });
});
