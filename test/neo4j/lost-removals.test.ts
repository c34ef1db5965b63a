import { expect, it } from 'vitest';

import { Neo4jEngine } from '../../src/engines/neo4j/neo4j-engine.ts';
import { BoltProxy } from '../support/bolt-proxy.ts';
import { describeNeo4j, neo4jAddress } from '../support/neo4j.ts';
import { changeSet, memory, remembered, uniqueSpace } from './change-sets.ts';
import { emptySpace, openDriver, openEngine } from './engines.ts';

describeNeo4j('a removal whose answer is lost', () => {
  it('is not sent again: it would answer that nothing was there', async () => {
    await using proxy = await BoltProxy.open(neo4jAddress().url);
    await using engine = new Neo4jEngine({
      ...neo4jAddress(),
      url: proxy.url,
      migrate: true,
      warm: false,
    });
    const space = uniqueSpace();
    const made = changeSet(space, { nodes: [memory('note', 'a note')] });
    await engine.write([made], { atomic: true });
    const selector = { by: 'ids', ids: ['note'] } as const;
    const removal = { space, selector, limit: 10, dryRun: false };
    proxy.cutNextAnswer();
    await expect(engine.remove(removal, {})).rejects.toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
      retryable: true,
      mayBeApplied: true,
      message: expect.stringContaining('it may have been applied'),
    });
    expect((await engine.remove(removal, {})).value).toMatchObject({ more: false });
    expect((await engine.read('statistics', { space }, {})).value.nodes.note).toBe(0);
  });
});

describeNeo4j('an engine with a driver of its user', () => {
  it('leaves no transaction of a batch open when it is closed', async () => {
    await using driver = openDriver();
    const space = uniqueSpace();
    const engine = new Neo4jEngine({ ...neo4jAddress(), driver, migrate: true, warm: false });
    await using other = openEngine();
    const session = engine.openSession({ batch: true });
    const note = changeSet(space, { nodes: [memory('note', 'a note')] });
    await session.write([note], { atomic: true });
    await engine.close();
    // The same key again would wait for the transaction, if it were still open.
    const start = performance.now();
    await other.write([changeSet(space, { nodes: note.nodes })], { atomic: true });
    expect(performance.now() - start).toBeLessThan(8000);
    await expect(session.commit({})).rejects.toMatchObject({ code: 'CLOSED' });
    await session.close();
    await other.write([remembered(space, 'more')], { atomic: true });
    expect((await other.read('statistics', { space }, {})).value.nodes.note).toBe(2);
    await emptySpace(other, space);
  });
});
