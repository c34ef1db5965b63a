import { expect, it } from 'vitest';

import { describeNeo4j } from '../support/neo4j.ts';
import { changeSet, memory, remembered, uniqueSpace } from './change-sets.ts';
import { emptySpace, openDriver, openEngine } from './engines.ts';

const patience = 90_000;

describeNeo4j('change sets that stand alone', () => {
  it(
    'keep their answers when one of them waits for a node that another transaction holds',
    async () => {
      await using engine = openEngine();
      await using driver = openDriver();
      const space = uniqueSpace();
      const kept = { nodes: [memory('promise', 'pay', { kind: 'commitment' })] };
      await engine.write([changeSet(space, kept)], { atomic: true });
      const holder = driver.session();
      const transaction = await holder.beginTransaction();
      await transaction.run('MATCH (n:MemoryNode {space: $space}) SET n.held = true', { space });
      const set = { status: 'completed' };
      const { value } = await engine.write(
        [
          changeSet(space, { nodes: [memory('free', 'free')] }),
          changeSet(space, { transitions: [{ id: 'promise', from: ['open'], set }] }),
          changeSet(space, { nodes: [memory('free too', 'free too')] }),
        ],
        { atomic: false },
      );
      await transaction.rollback();
      await holder.close();
      expect(value).toMatchObject([
        { refused: false, nodes: [{ id: 'free' }] },
        { refused: true, missing: [], conflicting: [], failure: { retryable: true } },
        { refused: false, nodes: [{ id: 'free too' }] },
      ]);
      expect((await engine.read('statistics', { space }, {})).value.nodes.note).toBe(2);
      await emptySpace(engine, space);
    },
    patience,
  );

  it(
    'are each answered when their statement waits past the time limit of the server',
    async () => {
      await using engine = openEngine();
      await using driver = openDriver();
      const space = uniqueSpace();
      await engine.write([remembered(space, 'first')], { atomic: true });
      const holder = driver.session();
      const transaction = await holder.beginTransaction();
      await transaction.run(
        `MATCH (n:MemoryNode {space: $space, kind: 'entity'}) SET n.held = true`,
        { space },
      );
      const { value } = await engine.write(
        [changeSet(space, { nodes: [memory('free', 'free')] }), remembered(space, 'second')],
        { atomic: false },
      );
      await transaction.rollback();
      await holder.close();
      expect(value).toHaveLength(2);
      expect(value[1]).toMatchObject({ refused: true, failure: { code: 'DATABASE_BUSY' } });
      await emptySpace(engine, space);
    },
    patience,
  );
});
