import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import type { MemOS } from 'memos-graph';
import { expect, it } from 'vitest';

import { contents } from './answers.ts';
import { describeEngines } from './engines.ts';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

const batch = { batchTransaction: true };

/** Aborts a write inside of a context, and answers that context, now closed, for as long as somebody else holds it. */
async function abortedContext(memory: MemOS): Promise<WeakRef<object>> {
  let seen: WeakRef<object> | undefined;
  try {
    await memory.sessionContext(batch, async (session) => {
      seen = new WeakRef(session);
      await memory.remember('before');
      const signal = AbortSignal.timeout(2); // a timer that is made here belongs to the context
      for (;;) {
        await memory.remember('aborted at last', { signal });
        await setImmediate();
      }
    });
  } catch {
    if (seen !== undefined) return seen; // what `expect` is given it keeps until the test ends
  }
  throw new Error('Nothing was aborted');
}

function stillThere(contexts: readonly WeakRef<object>[]): number {
  collectGarbage();
  return contexts.filter((context) => context.deref() !== undefined).length;
}

/** Opens a context, writes in it, and forgets it. */
async function loseContext(memory: MemOS): Promise<void> {
  const session = memory.sessionContext(batch);
  await memory.remember('never kept', { session });
}

describeEngines('the meter', (open) => {
  it('counts contexts, transactions and what they cost', async () => {
    await using memory = await open({ own: true });
    await memory.adapter.ready();
    const before = memory.adapter.metrics();
    await memory.sessionContext(batch, () => memory.remember('kept'));
    const left = memory.sessionContext(batch);
    await memory.remember('not kept', { session: left });
    await left.rollback();
    await Promise.all([memory.remember('one'), memory.remember('two')]);
    const after = memory.adapter.metrics();
    expect(after.contexts).toEqual({ opened: 2, closed: 2, leaked: 0 });
    expect(after.transactions.committed - before.transactions.committed).toBe(2);
    expect(after.transactions.rolledBack - before.transactions.rolledBack).toBe(1);
    expect(after.groups.size).toMatchObject({ count: 1, sum: 2, max: 2 });
    expect(after.groups.waiting).toBe(0);
    expect(after.connections?.inUse ?? 0).toBe(0);
  });

  it('tells on its channels what happens, and nothing of what is stored', async () => {
    await using memory = await open({ own: true });
    const names = ['context', 'transaction', 'group'].map((name) => `memos-graph:${name}`);
    const told: string[] = [];
    const listen = (message: unknown, name: string | symbol): void => {
      told.push(`${String(name)} ${JSON.stringify(message)}`);
    };
    for (const name of names) subscribe(name, listen);
    await memory.sessionContext(batch, () => memory.remember('secret one'));
    await memory.remember('secret two', { entities: ['Secret Three'] });
    for (const name of names) unsubscribe(name, listen);
    for (const name of names) expect(told.join('\n')).toContain(name);
    expect(told.join('\n')).not.toMatch(/secret/i);
  });

  it('reports a context that is open for too long, once, and lets it go on', async () => {
    await using memory = await open({ own: true, leakAfterMs: 20 });
    await memory.adapter.ready();
    const warnings: (Error & { readonly detail?: string })[] = [];
    const listen = (warning: Error): void => {
      if (warning.name === 'MemosGraphLeakWarning') warnings.push(warning);
    };
    process.on('warning', listen);
    const session = memory.sessionContext(batch);
    await memory.remember('kept', { session });
    await expect.poll(() => warnings.length).toBe(1);
    expect(warnings[0]?.message).toContain('has been open for 20 ms');
    expect(warnings[0]?.detail).toContain('meter.test.ts');
    await sleep(60);
    await session.commit();
    await sleep(60);
    process.off('warning', listen);
    expect(warnings).toHaveLength(1);
    expect(contents((await memory.list()).items)).toEqual(['kept']);
    const { contexts } = memory.adapter.metrics();
    expect(contexts).toEqual({ opened: 1, closed: 1, leaked: 1 });
  });

  it('keeps nothing of a context in which a call was aborted', async () => {
    await using memory = await open();
    await memory.adapter.ready();
    const contexts: WeakRef<object>[] = [];
    for (let count = 0; count < 5; count += 1) contexts.push(await abortedContext(memory));
    await expect.poll(() => stillThere(contexts), { timeout: 10_000 }).toBe(0);
  });

  it('keeps nothing of a context in which the first connection was made', async () => {
    await using memory = await open({ own: true });
    const contexts: WeakRef<object>[] = [];
    await memory.sessionContext(batch, async (session) => {
      contexts.push(new WeakRef(session));
      await memory.health();
      await memory.remember('kept');
    });
    await expect.poll(() => stillThere(contexts), { timeout: 10_000 }).toBe(0);
  });

  it('reports a context that nobody ended, once, and gives its session back', async () => {
    await using memory = await open({ own: true });
    const warned = once(process, 'warning');
    await loseContext(memory);
    const collecting = setInterval(collectGarbage, 20);
    const [warning] = (await warned) as [Error & { readonly detail?: string }]; // what the event is
    clearInterval(collecting);
    expect(warning.name).toBe('MemosGraphLeakWarning');
    expect(warning.detail).toContain('meter.test.ts');
    // The writer of an embedded file is free again only when the batch has ended.
    await memory.remember('kept');
    expect(contents((await memory.list()).items)).toEqual(['kept']);
    expect(memory.adapter.metrics()).toMatchObject({
      contexts: { opened: 1, closed: 1, leaked: 1 },
    });
  });
});
