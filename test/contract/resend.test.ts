import type { MemOS } from 'memos-graph';
import { expect, it } from 'vitest';
import type * as z from 'zod';

import type { ChangeSet, Outcome } from '../../src/model/change-set.ts';
import { nextCreatedAt } from '../../src/model/instant.ts';
import { completeCommitment } from '../../src/operations/complete-commitment.ts';
import { createEntity } from '../../src/operations/create-entity.ts';
import type { Draft, WriteOperation } from '../../src/operations/define-operation.ts';
import { endSession } from '../../src/operations/end-session.ts';
import { linkNodes } from '../../src/operations/link-nodes.ts';
import { parseInput } from '../../src/operations/parse-input.ts';
import { recordPattern } from '../../src/operations/record-pattern.ts';
import { startSession } from '../../src/operations/start-session.ts';
import { storeMemory } from '../../src/operations/store-memory.ts';
import { changesNothing } from './answers.ts';
import { describeEngines } from './engines.ts';

/** The draft of one call, as an adapter would send it. */
function draftOf<Schema extends z.ZodType>(
  operation: WriteOperation<Schema, unknown>,
  input: unknown,
): Draft {
  return operation.compile(parseInput(operation.input, input), nextCreatedAt()).draft;
}

const stories: readonly (readonly [string, () => readonly Draft[]])[] = [
  ['an entity', () => [draftOf(createEntity, { name: 'Ada', type: 'person', aliases: ['A. L.'] })]],
  [
    'an entity that was changed',
    () => [
      draftOf(createEntity, { name: 'Ada' }),
      draftOf(createEntity, {
        name: 'Ada',
        type: 'person',
        description: 'New',
        aliases: ['A. L.'],
      }),
    ],
  ],
  [
    'a memory with entities and a link',
    () => [
      draftOf(storeMemory, { content: 'cause', id: 'cause', entities: ['Ada', 'Bo'] }),
      draftOf(storeMemory, {
        content: 'effect',
        kind: 'decision',
        entities: ['Bo', { name: 'Cy', aliases: ['Ada'] }],
        links: [
          { type: 'LEADS_TO', from: 'cause' },
          { type: 'MY_OWN', to: 'cause' },
        ],
      }),
    ],
  ],
  [
    'a link',
    () => [
      draftOf(storeMemory, { content: 'a', id: 'a' }),
      draftOf(storeMemory, { content: 'b', id: 'b' }),
      draftOf(linkNodes, { from: 'a', type: 'IMPACTS', to: 'b', properties: { x: 1 } }),
    ],
  ],
  [
    'a pattern with its evidence',
    () => [
      draftOf(recordPattern, { content: 'Again', entities: ['Ada'] }),
      draftOf(recordPattern, { content: 'again' }),
    ],
  ],
  [
    'a supersession',
    () => [
      draftOf(storeMemory, { content: 'old', id: 'old', occurredAt: '2024-01-01' }),
      draftOf(storeMemory, { content: 'new', supersedes: ['old'], occurredAt: '2024-02-01' }),
    ],
  ],
  [
    'a second supersession',
    () => [
      draftOf(storeMemory, { content: 'old', id: 'old' }),
      draftOf(storeMemory, { content: 'new', supersedes: ['old'] }),
      draftOf(storeMemory, { content: 'newer', supersedes: ['old'] }),
    ],
  ],
  [
    'a completion',
    () => [
      draftOf(storeMemory, { content: 'promise', id: 'promise', kind: 'commitment' }),
      draftOf(completeCommitment, { id: 'promise', outcome: 'done', at: '2024-05-05' }),
    ],
  ],
  [
    'a session and its end',
    () => [
      draftOf(startSession, { id: 'session', topic: 'x' }),
      draftOf(endSession, { id: 'session', summary: 'y' }),
    ],
  ],
];

describeEngines('a change set that is sent again', (open) => {
  it.each(stories)('gets the same answer and changes nothing: %s', async (_name, drafts) => {
    await using memory = await open();
    const changeSets = drafts().map((draft) => memory.adapter.changeSet(draft));
    const first = await Promise.resolve().then(() => writeEach(memory, changeSets));
    expect(first.every((outcome) => !outcome.refused)).toBe(true);
    const last = changeSets.slice(-1);
    expect(await changesNothing(memory, () => writeEach(memory, last))).toEqual(first.slice(-1));
    expect(await changesNothing(memory, () => writeTogether(memory, last))).toEqual(
      first.slice(-1),
    );
  });

  it('gets the same answers as a batch that is sent again', async () => {
    await using memory = await open();
    const changeSets = ['a', 'b', 'c'].map((id) =>
      memory.adapter.changeSet(draftOf(storeMemory, { content: id, id, entities: ['Ada', id] })),
    );
    const first = await writeTogether(memory, changeSets);
    expect(await changesNothing(memory, () => writeTogether(memory, changeSets))).toEqual(first);
    expect(await changesNothing(memory, () => writeEach(memory, changeSets))).toEqual(first);
  });

  it('gets its own answer when it was sent twice at once', async () => {
    await using memory = await open();
    const changeSet = memory.adapter.changeSet(
      draftOf(storeMemory, { content: 'x', id: 'x', entities: ['Ada'] }),
    );
    const [one, two] = await Promise.all([
      writeTogether(memory, [changeSet]),
      writeTogether(memory, [changeSet]),
    ]);
    expect(one).toEqual(two);
    expect((await memory.health()).counts).toMatchObject({
      links: 1,
      nodes: { note: 1, entity: 1 },
    });
  });
});

async function writeEach(
  memory: MemOS,
  changeSets: readonly ChangeSet[],
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const changeSet of changeSets) outcomes.push(...(await writeTogether(memory, [changeSet])));
  return outcomes;
}

async function writeTogether(
  memory: MemOS,
  changeSets: readonly ChangeSet[],
): Promise<readonly Outcome[]> {
  const { value } = await memory.adapter.engine.write(changeSets, { atomic: true });
  return value;
}
