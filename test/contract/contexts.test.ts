import type { MemOS } from 'memos-graph';
import { describe, expect, it } from 'vitest';

import { contents, failure, failureFacts } from './answers.ts';
import { describeEngines } from './engines.ts';

const stored = async (memory: MemOS): Promise<readonly unknown[]> =>
  contents((await memory.list({ order: 'oldest' })).items);

const batch = { batchTransaction: true };

describeEngines(
  'session contexts',
  (open, engine) => {
    describe('a batch', () => {
      it('keeps everything when its callback returns, and answers what it returned', async () => {
        await using memory = await open();
        const answer = await memory.sessionContext(batch, async (session) => {
          await memory.remember('a', { session });
          await memory.remember('b');
          return 'done';
        });
        expect(answer).toBe('done');
        expect(await stored(memory)).toEqual(['a', 'b']);
      });

      it('keeps nothing when its callback throws, and throws the same', async () => {
        await using memory = await open();
        const reason = new Error('changed my mind');
        const work = memory.sessionContext(batch, async () => {
          await memory.remember('a', { entities: ['Ada'] });
          throw reason;
        });
        await expect(work).rejects.toBe(reason);
        expect((await memory.health()).counts).toMatchObject({
          links: 0,
          nodes: { note: 0, entity: 0 },
        });
      });

      it('opened with await using keeps nothing unless it is committed', async () => {
        await using memory = await open();
        {
          await using session = memory.sessionContext(batch);
          await memory.remember('lost', { session });
        }
        const throwing = async (): Promise<void> => {
          await using session = memory.sessionContext(batch);
          await memory.remember('lost too', { session });
          throw new Error('no');
        };
        await expect(throwing()).rejects.toThrow('no');
        {
          await using session = memory.sessionContext(batch);
          await memory.remember('kept', { session });
          await session.commit();
        }
        expect(await stored(memory)).toEqual(['kept']);
      });

      it('sees its own writes; outside they are seen after the commit', async () => {
        await using memory = await open();
        await using session = memory.sessionContext(batch);
        await memory.remember('The flour is wet', { id: 'x', entities: ['Flour'], session });
        const inside = { session };
        expect((await memory.get('x', inside)).items).toHaveLength(1);
        expect((await memory.list(inside)).items).toHaveLength(1);
        expect((await memory.recall('wet flour', inside)).memories).toHaveLength(1);
        expect((await memory.getEntityContext('flour', inside)).memoryCount).toBe(1);
        expect(
          (await memory.remember('later', { links: [{ type: 'LEADS_TO', from: 'x' }], session }))
            .created,
        ).toBe(true);
        const looks = async () => [
          (await memory.list()).items.length,
          (await memory.recall('wet flour')).memories.length,
          (await memory.getEntityContext('flour')).memoryCount,
        ];
        // A database in memory has one connection, so a look from outside waits for the end of the batch.
        const outside = looks();
        expect(engine === 'sqlite in memory' ? [0, 0, 0] : await outside).toEqual([0, 0, 0]);
        await session.commit();
        expect(engine === 'sqlite in memory' ? await outside : await looks()).toEqual([2, 1, 1]);
      });

      it('is rollback-only after a failed write, even when the error was caught', async () => {
        await using memory = await open();
        const work = memory.sessionContext(batch, async () => {
          await memory.remember('before');
          await failure(memory.relate('nobody', 'LEADS_TO', 'nothing'));
          const next = await failureFacts(memory.remember('after'));
          expect(next).toMatchObject({ code: 'CONTEXT_FAILED' });
        });
        const facts = await failureFacts(work);
        expect(facts).toMatchObject({
          code: 'CONTEXT_FAILED',
          retryable: false,
          message:
            'Cannot commit: a write in this batch failed, so nothing of the batch is kept. The failure was: No node with id "nobody", "nothing" is in this space; nothing was written. Create it first or check the id',
        });
        expect(await stored(memory)).toEqual([]);
      });

      it('goes on after a read that failed', async () => {
        await using memory = await open();
        await memory.sessionContext(batch, async () => {
          await memory.remember('a');
          await failure(memory.whatLedTo('nowhere'));
          await failure(memory.list({ limit: 0 }));
          await memory.remember('b');
        });
        expect(await stored(memory)).toEqual(['a', 'b']);
      });

      it('takes 20 operations at once', async () => {
        await using memory = await open();
        await memory.sessionContext(batch, async (session) => {
          const written = await Promise.all(
            Array.from({ length: 20 }, (_, index) =>
              memory.remember(`note ${index}`, { entities: ['Ada'], session }),
            ),
          );
          expect(written.filter(({ entities }) => entities[0]?.created)).toHaveLength(1);
        });
        expect(await stored(memory)).toEqual(
          Array.from({ length: 20 }, (_, index) => `note ${index}`),
        );
      });

      it('undoes a removal when it is rolled back', async () => {
        await using memory = await open();
        await memory.remember('a', { id: 'a', entities: ['Ada'] });
        await memory.remember('b', { id: 'b', links: [{ type: 'LEADS_TO', from: 'a' }] });
        {
          await using session = memory.sessionContext(batch);
          expect((await memory.forget({ space: true }, { session })).nodes).toHaveLength(3);
          expect((await memory.list({ session })).items).toEqual([]);
        }
        expect(await stored(memory)).toEqual(['a', 'b']);
        expect((await memory.recall('b')).memories).toHaveLength(1);
        expect((await memory.health()).counts?.links).toBe(2);
      });
    });

    describe('session reuse', () => {
      it('keeps each operation, whatever comes after it', async () => {
        await using memory = await open();
        const work = memory.sessionContext({}, async (session) => {
          await memory.remember('kept', { session });
          expect(await stored(memory)).toEqual(['kept']);
          await failure(memory.relate('nobody', 'LEADS_TO', 'nothing', undefined, { session }));
          await memory.remember('kept too', { session });
          throw new Error('late');
        });
        await expect(work).rejects.toThrow('late');
        expect(await stored(memory)).toEqual(['kept', 'kept too']);
      });

      it('runs operations in the order they were called, without waiting for them', async () => {
        await using memory = await open();
        await memory.sessionContext({}, async (session) => {
          const cause = memory.remember('cause', { id: 'cause', session });
          const effect = memory.remember('effect', {
            links: [{ type: 'LEADS_TO', from: 'cause' }],
            session,
          });
          const read = memory.list({ session });
          await Promise.all([cause, effect]);
          expect((await read).items).toHaveLength(2);
        });
      });

      it('takes 20 operations at once, of which some fail', async () => {
        await using memory = await open();
        const answers = await memory.sessionContext({}, (session) =>
          Promise.allSettled(
            Array.from({ length: 20 }, (_, index) =>
              index % 5 === 0
                ? memory.relate('no', 'LEADS_TO', 'none', undefined, { session })
                : memory.remember(`note ${index}`, { session }),
            ),
          ),
        );
        expect(answers.filter(({ status }) => status === 'rejected')).toHaveLength(4);
        expect(await stored(memory)).toHaveLength(16);
      });
    });

    it('tells its state', async () => {
      await using memory = await open();
      await using session = memory.sessionContext(batch);
      expect(session.state).toBe('IDLE');
      const running = memory.remember('x', { session });
      expect(session.state).toBe('BUSY');
      await running;
      expect(session.state).toBe('OPEN_TRANSACTION');
      await session.rollback();
      expect(session.state).toBe('CLOSED');
    });

    it('adds up what it has cost', async () => {
      await using memory = await open();
      await using session = memory.sessionContext(batch);
      const one = await memory.remember('x', { session });
      const two = await memory.list({ session });
      const spent = one.receipt.statements + two.receipt.statements;
      expect(spent).toBeGreaterThan(0);
      expect(session.receipt.statements).toBe(spent);
      await session.commit();
      expect(session.receipt).toMatchObject({ sessions: 1, transactions: 1 });
      expect(session.receipt.statements).toBeGreaterThanOrEqual(spent);
    });
  },
  { inMemory: true },
);
