import { EventEmitter, once } from 'node:events';

import type { MemOS, SessionContext } from 'memos-graph';
import { describe, expect, it } from 'vitest';

import { contents, failure, failureFacts } from './answers.ts';
import { describeEngines } from './engines.ts';

const stored = async (memory: MemOS): Promise<readonly unknown[]> =>
  contents((await memory.list({ order: 'oldest' })).items);

const batch = { batchTransaction: true };

/** Makes every call of a context wait until it is told. */
function hold(session: SessionContext): { readonly release: () => Promise<void> } {
  const gate = new EventEmitter();
  const held = session.run({ action: 'hold', access: 'read' }, () => once(gate, 'open'));
  return {
    release: async () => {
      // The call begins in a later tick, and only then listens.
      await new Promise((resolve) => setImmediate(resolve));
      gate.emit('open');
      await held;
    },
  };
}

/** Items of a batch call; a few more than one step of forgetting in all. */
const entities = (from: number) =>
  Array.from({ length: 5500 }, (_, index) => ({ name: `entity ${from + index}` }));

describeEngines('contexts in line', (open) => {
  describe('an inner context', () => {
    it('cannot be committed after its batch has ended', async () => {
      await using memory = await open();
      const outer = memory.sessionContext(batch);
      const middle = memory.sessionContext({ session: outer });
      const inner = memory.sessionContext({ session: middle });
      await memory.remember('x', { session: inner });
      await outer.rollback();
      expect([middle.state, inner.state]).toEqual(['CLOSED', 'CLOSED']);
      expect(await failureFacts(inner.commit())).toMatchObject({ code: 'CONTEXT_CLOSED' });
      await inner.close();
      expect(await stored(memory)).toEqual([]);
    });

    it('does not return as if it were kept when its batch ended meanwhile', async () => {
      await using memory = await open();
      const outer = memory.sessionContext(batch);
      const work = memory.sessionContext({ session: outer }, async () => {
        await memory.remember('x');
        await outer.rollback();
      });
      expect(await failureFacts(work)).toMatchObject({ code: 'CONTEXT_CLOSED' });
    });

    it('cannot be committed after its batch has failed', async () => {
      await using memory = await open();
      await using outer = memory.sessionContext(batch);
      const middle = memory.sessionContext({ session: outer });
      const inner = memory.sessionContext({ session: middle });
      await memory.remember('x', { session: inner });
      await failure(memory.relate('no', 'LEADS_TO', 'none', undefined, { session: outer }));
      expect(await failureFacts(inner.commit())).toMatchObject({ code: 'CONTEXT_FAILED' });
      expect(await failureFacts(middle.commit())).toMatchObject({ code: 'CONTEXT_FAILED' });
    });

    it('tells its own state and what was done through it', async () => {
      await using memory = await open();
      await using outer = memory.sessionContext(batch);
      await memory.remember('outer', { session: outer });
      const before = outer.receipt.statements;
      const inner = memory.sessionContext({ session: outer });
      expect([inner.state, inner.receipt.statements]).toEqual(['IDLE', 0]);
      const running = memory.remember('inner', { session: inner });
      expect([inner.state, outer.state]).toEqual(['BUSY', 'BUSY']);
      const { receipt } = await running;
      expect(inner.state).toBe('OPEN_TRANSACTION');
      expect(inner.receipt.statements).toBe(receipt.statements);
      expect(outer.receipt.statements).toBe(before + receipt.statements);
      await inner.commit();
      await outer.commit();
      expect(await stored(memory)).toEqual(['outer', 'inner']);
    });

    it('that has ended leaves its work to the batch around it', async () => {
      await using memory = await open();
      await memory.sessionContext(batch, async (outer) => {
        await memory.sessionContext({}, async (inner) => {
          await memory.remember('inner');
          await inner.commit();
          await memory.remember('after the inner one');
          expect(await stored(memory)).toEqual(['inner', 'after the inner one']);
        });
        expect(outer.state).toBe('OPEN_TRANSACTION');
      });
      expect(await stored(memory)).toEqual(['inner', 'after the inner one']);
    });
  });

  it('a closed context is refused by rejecting when there is a callback', async () => {
    await using memory = await open();
    const session = memory.sessionContext();
    await session.close();
    const work = memory.sessionContext({ session }, async () => {});
    expect(await failureFacts(work)).toMatchObject({ code: 'CONTEXT_CLOSED' });
  });

  describe('a signal', () => {
    it('ends the wait behind earlier calls, which then does nothing', async () => {
      await using memory = await open();
      await using session = memory.sessionContext();
      const held = hold(session);
      const controller = new AbortController();
      const { signal } = controller;
      const calls = Array.from({ length: 12 }, (_, index) =>
        failureFacts(memory.remember(`never ${index}`, { session, signal })),
      );
      const after = memory.remember('after', { session });
      controller.abort();
      for (const facts of await Promise.all(calls))
        expect(facts).toMatchObject({ code: 'ABORTED', mayBeApplied: false });
      expect(session.state).toBe('BUSY');
      await held.release();
      await after;
      expect(await stored(memory)).toEqual(['after']);
    });

    it('fails the batch whose write it took out of the line', async () => {
      await using memory = await open();
      await using session = memory.sessionContext(batch);
      await memory.remember('before', { session });
      const held = hold(session);
      const signal = AbortSignal.timeout(10);
      expect(await failureFacts(memory.remember('never', { session, signal }))).toMatchObject({
        code: 'ABORTED',
      });
      await held.release();
      expect(await failureFacts(session.commit())).toMatchObject({ code: 'CONTEXT_FAILED' });
      expect(await stored(memory)).toEqual([]);
    });

    it('ends the wait of a commit, which then keeps nothing', async () => {
      await using memory = await open();
      const session = memory.sessionContext(batch);
      await memory.remember('before', { session });
      const held = hold(session);
      const signal = AbortSignal.timeout(10);
      expect(await failureFacts(session.commit({ signal }))).toMatchObject({
        code: 'ABORTED',
        mayBeApplied: false,
      });
      expect(session.state).toBe('CLOSED');
      await held.release();
      await memory.remember('free again');
      expect(await stored(memory)).toEqual(['free again']);
    });
  });

  it('a forget of several steps is atomic in a batch; outside, one that is aborted tells what it has removed', async () => {
    await using memory = await open();
    await memory.adapter.createEntitiesBatch(entities(0));
    await memory.adapter.createEntitiesBatch(entities(5500));
    {
      await using session = memory.sessionContext(batch);
      const forgotten = await memory.forget({ space: true }, { session });
      expect([forgotten.atomic, forgotten.nodes.length]).toEqual([true, 11_000]);
    }
    const controller = new AbortController();
    const { signal } = controller;
    const onProgress = (): void => controller.abort();
    const aborted = memory.forget({ space: true }, { signal, onProgress });
    expect(await failureFacts(aborted)).toMatchObject({
      code: 'ABORTED',
      mayBeApplied: true,
      message:
        'The call was aborted after 10000 nodes were removed, which stay removed; the same call goes on from there',
    });
    expect((await memory.health()).counts?.nodes.entity).toBe(1000);
  }, 120_000);
});
