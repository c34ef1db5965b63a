import { setTimeout as sleep } from 'node:timers/promises';

import { expect, it } from 'vitest';

import { Neo4jEngine } from '../../src/engines/neo4j/neo4j-engine.ts';
import { BoltProxy } from '../support/bolt-proxy.ts';
import { describeNeo4j, neo4jAddress } from '../support/neo4j.ts';
import { changeSet, memory, remembered, uniqueSpace } from './change-sets.ts';
import { emptySpace, openEngine } from './engines.ts';

const openThrough = ({ url }: BoltProxy): Neo4jEngine =>
  new Neo4jEngine({ ...neo4jAddress(), url, migrate: true, warm: false });

describeNeo4j('a batch whose transaction was lost', () => {
  it('is not repeated at its commit when it has read', async () => {
    await using proxy = await BoltProxy.open(neo4jAddress().url);
    await using engine = openThrough(proxy);
    await using other = openEngine();
    const space = uniqueSpace();
    const session = engine.openSession({ batch: true });
    await session.read('statistics', { space }, {});
    await session.write([remembered(space, 'because nothing was there')], { atomic: true });
    proxy.blackHole();
    const signal = AbortSignal.timeout(200);
    await expect(session.read('statistics', { space }, { signal })).rejects.toMatchObject({
      code: 'ABORTED',
      message: 'The call was aborted; nothing was written',
    });
    await expect(session.commit({})).rejects.toMatchObject({
      code: 'CONTEXT_LOST',
      mayBeApplied: false,
    });
    await session.close();
    expect((await other.read('statistics', { space }, {})).value.nodes.note).toBe(0);
  });

  it('says that it may have been kept when the answer to its commit was lost', async () => {
    await using proxy = await BoltProxy.open(neo4jAddress().url);
    await using engine = openThrough(proxy);
    await using other = openEngine();
    await other.ready({});
    const space = uniqueSpace();
    const made = changeSet(space, { nodes: [memory('promise', 'pay', { kind: 'commitment' })] });
    await engine.write([made], { atomic: true });
    const session = engine.openSession({ batch: true });
    const set = { status: 'completed' };
    const completed = changeSet(space, { transitions: [{ id: 'promise', from: ['open'], set }] });
    await session.write([completed], { atomic: true });
    // It waits for the commit, and what is repeated after that finds nothing any more.
    const removed = other.remove(
      { space, selector: { by: 'ids', ids: ['promise'] }, limit: 10, dryRun: false },
      {},
    );
    await sleep(300);
    proxy.cutNextAnswer();
    await expect(session.commit({})).rejects.toMatchObject({
      code: 'CONTEXT_LOST',
      mayBeApplied: true,
      message: expect.stringContaining('may have been kept'),
    });
    expect((await removed).value.nodes).toHaveLength(1);
    await session.close();
    await emptySpace(other, space);
  });
});
