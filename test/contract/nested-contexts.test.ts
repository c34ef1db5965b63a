import { EventEmitter, once } from 'node:events';

import type { MemOS } from 'memos-graph';
import { describe, expect, it } from 'vitest';

import { contents, failureFacts } from './answers.ts';
import { describeEngines } from './engines.ts';

const stored = async (memory: MemOS): Promise<readonly unknown[]> =>
  contents((await memory.list({ order: 'oldest' })).items);

const batch = { batchTransaction: true };

describeEngines(
  'contexts within and after contexts',
  (open) => {
    describe('nesting', () => {
      it('joins an inner context to the batch around it', async () => {
        await using memory = await open();
        const work = memory.sessionContext(batch, async () => {
          await memory.remember('outer');
          await memory.sessionContext({}, async (inner) => {
            expect(inner.batchTransaction).toBe(true);
            await memory.remember('inner', { session: inner });
            expect(await stored(memory)).toEqual(['outer', 'inner']);
          });
          throw new Error('the outer one fails');
        });
        await expect(work).rejects.toThrow('the outer one fails');
        expect(await stored(memory)).toEqual([]);
      });

      it('fails the outer batch when the inner one fails, even if that is caught', async () => {
        await using memory = await open();
        const throwing = memory.sessionContext(batch, async () => {
          await memory.remember('outer');
          const inner = memory.sessionContext(batch, async () => {
            await memory.remember('inner');
            throw new Error('the inner one fails');
          });
          await expect(inner).rejects.toThrow('the inner one fails');
        });
        expect(await failureFacts(throwing)).toMatchObject({
          code: 'CONTEXT_FAILED',
          message: expect.stringContaining('the inner one fails'),
        });
        const disposing = memory.sessionContext(batch, async (session) => {
          await using inner = memory.sessionContext({ ...batch, session });
          await memory.remember('never committed', { session: inner });
        });
        expect(await failureFacts(disposing)).toMatchObject({ code: 'CONTEXT_FAILED' });
        expect(await stored(memory)).toEqual([]);
      });

      it('commits a batch inside session reuse at its own end', async () => {
        await using memory = await open();
        const work = memory.sessionContext({}, async (outer) => {
          await memory.remember('reuse', { session: outer });
          await memory.sessionContext(batch, async () => {
            await memory.remember('inner 1');
            await memory.remember('inner 2');
          });
          expect(await stored(memory)).toEqual(['reuse', 'inner 1', 'inner 2']);
          await expect(
            memory.sessionContext({ ...batch, session: outer }, async (inner) => {
              await memory.remember('lost', { session: inner });
              throw new Error('no');
            }),
          ).rejects.toThrow('no');
          await memory.remember('still fine', { session: outer });
          throw new Error('too late to undo');
        });
        await expect(work).rejects.toThrow('too late to undo');
        expect(await stored(memory)).toEqual(['reuse', 'inner 1', 'inner 2', 'still fine']);
      });
    });

    describe('an ended context', () => {
      it('is an error when it is passed, and ignored when it is only around', async () => {
        await using memory = await open();
        let background: (() => Promise<unknown>) | undefined;
        const closed = await memory.sessionContext(batch, async (session) => {
          background = async () => memory.remember('in the background');
          return session;
        });
        expect(closed.state).toBe('CLOSED');
        expect(await failureFacts(memory.remember('x', { session: closed }))).toMatchObject({
          code: 'CONTEXT_CLOSED',
          state: 'CLOSED',
          message:
            'Cannot remember: this session context is CLOSED. Open a new one with sessionContext()',
        });
        expect(await failureFacts(memory.list({ session: closed }))).toMatchObject({
          code: 'CONTEXT_CLOSED',
        });
        expect(await failureFacts(closed.commit())).toMatchObject({ code: 'CONTEXT_CLOSED' });
        await closed.close();
        await background?.();
        expect(await stored(memory)).toEqual(['in the background']);
      });

      it('is ignored by work that its callback left behind', async () => {
        await using memory = await open();
        const ended = new EventEmitter();
        const late: Promise<unknown>[] = [];
        await memory.sessionContext(batch, async () => {
          late.push(once(ended, 'now').then(() => memory.remember('late')));
          await memory.remember('early');
        });
        ended.emit('now');
        await Promise.all(late);
        expect(await stored(memory)).toEqual(['early', 'late']);
      });

      it('of another memory is refused', async () => {
        await using memory = await open();
        await using other = await open({ own: true });
        await using session = other.sessionContext();
        expect(await failureFacts(memory.remember('x', { session }))).toMatchObject({
          code: 'INVALID_INPUT',
          field: 'session',
        });
      });

      it('has lost nothing of another space of the same memory', async () => {
        await using memory = await open();
        const other = memory.space(`${memory.adapter.space} other`);
        await memory.sessionContext(batch, async (session) => {
          await memory.remember('here', { session });
          await other.remember('there', { session });
        });
        expect([await stored(memory), await stored(other)]).toEqual([['here'], ['there']]);
        await other.forget({ space: true });
      });
    });
  },
  { inMemory: true },
);
