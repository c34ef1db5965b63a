import { expect, it } from 'vitest';

import { describeNeo4j } from '../support/neo4j.ts';
import { changeSet, entity, memory, remembered, uniqueSpace } from './change-sets.ts';
import { emptySpace, openDriver, openEngine } from './engines.ts';

const patience = 60_000;

/** Holds every entity of a space for as long as the work takes. */
async function whileHeld(space: string, work: () => Promise<void>): Promise<void> {
  await using driver = openDriver();
  const session = driver.session();
  const transaction = await session.beginTransaction();
  await transaction.run(`MATCH (n:MemoryNode {space: $space, kind: 'entity'}) SET n.held = true`, {
    space,
  });
  try {
    await work();
  } finally {
    await transaction.rollback();
    await session.close();
  }
}

describeNeo4j('a write that waits for another transaction', () => {
  it(
    'is told as busy, not as a server that is gone, and may be sent again',
    async () => {
      await using engine = openEngine();
      const space = uniqueSpace();
      await engine.write([remembered(space, 'first')], { atomic: true });
      const second = remembered(space, 'second');
      await whileHeld(space, async () => {
        await expect(engine.write([second], { atomic: true })).rejects.toMatchObject({
          code: 'DATABASE_BUSY',
          retryable: true,
          mayBeApplied: true,
        });
      });
      const { value } = await engine.write([second], { atomic: true });
      expect(value).toMatchObject([{ refused: false, nodes: [{ created: true }] }]);
      await emptySpace(engine, space);
    },
    patience,
  );

  it(
    'is told as busy inside a batch as well',
    async () => {
      await using engine = openEngine();
      const space = uniqueSpace();
      await engine.write([remembered(space, 'first')], { atomic: true });
      const session = engine.openSession({ batch: true });
      await whileHeld(space, async () => {
        const about = changeSet(space, {
          entities: [{ ...entity('Ada'), update: { description: 'held by another' } }],
          nodes: [memory('second', 'second', { about: ['Ada'] })],
        });
        const start = performance.now();
        await expect(session.write([about], { atomic: true })).rejects.toMatchObject({
          code: 'DATABASE_BUSY',
        });
        expect(performance.now() - start).toBeLessThan(20_000);
      });
      await session.close();
      await emptySpace(engine, space);
    },
    patience,
  );
});
