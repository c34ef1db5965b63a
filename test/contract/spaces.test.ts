import * as fc from 'fast-check';
import type { MemOS } from 'memos-graph';
import { entityId } from 'memos-graph';
import { expect, it } from 'vitest';

import { changesNothing, exported, failure, plain } from './answers.ts';
import { describeEngines, uniqueSpace } from './engines.ts';

/** Names that a database could take for something else, or for one another. */
const hostileSpace = fc.oneof(
  fc.constantFrom(
    '*',
    '?',
    'a OR b',
    '" OR scope:*',
    "' OR 1=1 --",
    '%',
    '_',
    'default',
    'Default',
    'DEFAULT',
    'a b',
    'a  b',
    'a.b',
    'a-b',
    'spacé',
    'space\u0301',
    '\\',
    '}) MATCH (n',
    '$space',
    '__proto__',
    '🦊',
    'ｆｏｘ',
    'fox',
    'x'.repeat(450),
  ),
  fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
    .filter((name) => name.trim() !== '' && !name.includes('\0')),
);

/** One memory of every kind, with the same ids in every space; the mark tells whose it is. */
async function fill(memory: MemOS, mark: string): Promise<string> {
  const { adapter } = memory;
  await adapter.startSession({ id: 'session', topic: mark });
  await adapter.createEntity({ name: 'Ada', aliases: ['A.'], description: mark });
  await memory.remember(`flour ${mark}`, {
    id: 'note',
    entities: ['A.'],
    sessionId: 'session',
    occurredAt: '2024-01-01',
    domain: 'd',
  });
  await adapter.recordDecision({
    id: 'old',
    content: `old flour ${mark}`,
    occurredAt: '2024-01-02',
  });
  await adapter.recordDecision({
    id: 'new',
    content: `new flour ${mark}`,
    supersedes: ['old'],
    occurredAt: '2024-01-03',
  });
  await adapter.createCommitment({
    id: 'promise',
    content: `promise ${mark}`,
    to: 'Ada',
    dueAt: '2024-01-04',
    occurredAt: '2024-01-04',
  });
  await memory.relate('note', 'LEADS_TO', 'old');
  return (
    await adapter.recordPattern({ content: 'flour is dear', id: 'proof', occurredAt: '2024-01-05' })
  ).id;
}

/** Every read, as one text. */
async function everything(memory: MemOS, pattern: string): Promise<string> {
  const { adapter } = memory;
  const now = '2024-02-01';
  const answers = await Promise.all([
    exported(memory),
    memory.list().then(plain),
    memory.list({ entity: 'Ada', domain: 'd' }).then(plain),
    // Its order may depend on how common a word is in the whole database.
    memory
      .recall('flour Ada old new promise', { history: true })
      .then(({ memories }) => memories.map(({ content }) => content).toSorted()),
    memory.recall('').then(plain),
    memory.get(['note', 'old', 'session', entityId('A.'), pattern]).then(plain),
    memory.getEntityContext('a.').then(plain),
    memory.reflect({ now }).then(plain),
    memory.findCorrelations({ now, outcome: 'old' }).then(plain),
    memory.whatLedTo('new').then(plain),
    adapter.findRelated({ id: 'note', depth: 6 }).then(plain),
    adapter.getCommitments({ order: 'due' }).then(plain),
    adapter.getDecisions({ status: 'superseded' }).then(plain),
    adapter.getPatterns().then(plain),
    memory.health().then(({ counts }) => counts),
  ]);
  return JSON.stringify(answers);
}

describeEngines('two spaces', (open, engine) => {
  it('never see each other, whatever they are called and whatever is done', async () => {
    await using memory = await open();
    const runs = engine === 'neo4j' ? 5 : 10;
    await fc.assert(
      fc.asyncProperty(hostileSpace, hostileSpace, async (first, second) => {
        fc.pre(first !== second);
        // Spaces of other tests lie in the same database.
        const prefix = uniqueSpace();
        const [mine, theirs] = [
          memory.space(`${first} ${prefix}`),
          memory.space(`${second} ${prefix}`),
        ];
        const pattern = await fill(mine, 'mine');
        expect(
          await everything(theirs, pattern).catch((error: unknown) => Object(error).code),
        ).toBe('NODE_NOT_FOUND');
        await fill(theirs, 'theirs');
        const [before, other] = [
          await everything(mine, pattern),
          await everything(theirs, pattern),
        ];
        expect([before.includes('theirs'), other.includes('mine')]).toEqual([false, false]);

        await theirs.adapter.completeCommitment({ id: 'promise' });
        await theirs.adapter.createEntity({
          name: 'Ada',
          type: 'theirs',
          aliases: ['theirs'],
          description: 'theirs',
        });
        await theirs.adapter.recordPattern({ content: 'flour is dear' });
        await theirs.remember('theirs only', { id: 'theirs', supersedes: ['new', 'note'] });
        await failure(mine.relate('note', 'LEADS_TO', 'theirs'));
        await failure(
          mine.remember('x', { links: [{ type: 'X', from: 'theirs' }], entities: ['x'] }),
        );
        await changesNothing(mine, () => theirs.forget('old'));
        await changesNothing(mine, () => theirs.forget({ entity: 'Ada' }));
        await changesNothing(mine, () => theirs.forget({ before: '2030-01-01' }));
        await changesNothing(mine, () => theirs.forget({ space: true }));
        expect(JSON.parse(await everything(mine, pattern))).toEqual(JSON.parse(before));
        expect(await exported(theirs)).toHaveLength(1);
        await mine.forget({ space: true });
      }),
      { numRuns: runs, endOnFailure: true },
    );
  }, 120_000);

  it('are different when their names differ in case, spacing or form', async () => {
    await using memory = await open();
    const prefix = uniqueSpace();
    const names = ['a', 'A', ' a', 'a ', 'ä', 'a\u0308', 'ａ'];
    for (const name of names)
      await memory.space(`${prefix}${name}x`).remember(`in ${name}`, { id: 'x' });
    for (const name of names) {
      const space = memory.space(`${prefix}${name}x`);
      expect((await space.recall('in')).memories).toMatchObject([{ content: `in ${name}` }]);
      await space.forget({ space: true });
    }
  });
});
