import type { CallOptions, MemOS } from 'memos-graph';
import { expect } from 'vitest';

import { anyReceipt, exported, without } from './answers.ts';

/** What differs between two tellings of the same story. */
const fleeting = new Set(['receipt', 'createdAt', 'score', 'strength']);

export type Story = Record<string, unknown>;

/** Calls every operation once, with ids and times that are always the same, and collects the answers. */
export async function tellStory(memory: MemOS, call: CallOptions): Promise<Story> {
  const story = new Map<string, unknown>();
  const keep = (name: string, answer: { readonly receipt: unknown }): void => {
    expect(answer.receipt).toEqual(anyReceipt);
    story.set(name, without(answer, fleeting));
  };
  await writeOneByOne(memory, call, keep);
  await writeBatches(memory, call, keep);
  await readByAdapter(memory, call, keep);
  await readByVerb(memory, call, keep);
  keep('forget', await memory.forget('note-3', call));
  return Object.fromEntries(story);
}

type Keep = (name: string, answer: { readonly receipt: unknown }) => void;

async function writeOneByOne(memory: MemOS, call: CallOptions, keep: Keep): Promise<void> {
  const { adapter } = memory;
  keep(
    'startSession',
    await adapter.startSession(
      { id: 'session-1', agent: 'Planner', topic: 'Flour', startedAt: '2024-03-01T08:00:00Z' },
      call,
    ),
  );
  keep(
    'createEntity',
    await adapter.createEntity(
      {
        name: 'Ada Lovelace',
        type: 'person',
        aliases: ['Ada'],
        description: 'Keeps the books',
      },
      call,
    ),
  );
  keep(
    'recordDecision',
    await adapter.recordDecision(
      {
        id: 'decision-1',
        content: 'Buy flour from Northwind',
        rationale: 'It is the nearest mill',
        alternatives: ['Harrow Mill', 'Grow wheat'],
        confidence: 0.8,
        domain: 'purchasing',
        occurredAt: '2024-03-01T09:00:00+01:00',
        sessionId: 'session-1',
        entities: ['ada', { name: 'Northwind', type: 'company' }],
      },
      call,
    ),
  );
  keep(
    'createCommitment',
    await adapter.createCommitment(
      {
        id: 'commitment-1',
        content: 'Send Ada the flour invoice',
        to: 'Ada',
        dueAt: '2024-03-05',
        priority: 'high',
        occurredAt: '2024-03-02',
        links: [{ type: 'LEADS_TO', from: 'decision-1', properties: { sure: [true, null, 1.5] } }],
      },
      call,
    ),
  );
  keep(
    'recordPattern',
    await adapter.recordPattern(
      {
        content: 'Flour runs out on Fridays',
        id: 'evidence-1',
        domain: 'stock',
        occurredAt: '2024-03-03',
        entities: ['flour'],
      },
      call,
    ),
  );
  keep(
    'linkNodes',
    await adapter.linkNodes(
      { from: 'decision-1', type: 'BLOCKED_BY', to: 'evidence-1', properties: { by: 'mill' } },
      call,
    ),
  );
  keep(
    'completeCommitment',
    await adapter.completeCommitment(
      { id: 'commitment-1', outcome: 'Sent by post', at: '2024-03-04T10:00:00Z' },
      call,
    ),
  );
  keep(
    'endSession',
    await adapter.endSession(
      { id: 'session-1', summary: 'Done', at: '2024-03-01T18:00:00Z' },
      call,
    ),
  );
  keep(
    'remember',
    await memory.remember('Harrow Mill grinds finer flour', {
      id: 'note-1',
      speaker: 'Ada Lovelace',
      confidence: 1,
      occurredAt: '2024-03-06',
      entities: ['Flour', 'Harrow Mill'],
      ...call,
    }),
  );
  keep('relate', await memory.relate('note-1', 'LEADS_TO', 'decision-1', undefined, call));
}

async function writeBatches(memory: MemOS, call: CallOptions, keep: Keep): Promise<void> {
  const { adapter } = memory;
  keep(
    'createEntitiesBatch',
    await adapter.createEntitiesBatch([{ name: 'ADA' }, { name: 'Oven', type: 'tool' }], call),
  );
  keep(
    'createCommitmentsBatch',
    await adapter.createCommitmentsBatch(
      [
        {
          id: 'commitment-2',
          content: 'Clean the oven',
          occurredAt: '2024-03-07',
          entities: ['oven'],
        },
        {
          id: 'commitment-3',
          content: 'Order more flour',
          dueAt: '2024-03-20',
          occurredAt: '2024-03-07',
        },
      ],
      call,
    ),
  );
  keep(
    'recordPatternsBatch',
    await adapter.recordPatternsBatch(
      [
        { content: 'flour  runs out on fridays', domain: 'stock', evidence: ['note-1'] },
        {
          content: 'The oven cools slowly',
          evidence: ['note-1', 'commitment-2'],
          occurredAt: '2024-03-08',
        },
      ],
      call,
    ),
  );
  keep(
    'storeMemoryBatch',
    await adapter.storeMemoryBatch(
      [
        {
          id: 'decision-2',
          kind: 'decision',
          content: 'Buy flour from Harrow Mill',
          occurredAt: '2024-03-10',
          supersedes: ['decision-1'],
          entities: ['Harrow mill'],
        },
        {
          id: 'note-2',
          content: 'The first delivery came',
          occurredAt: '2024-03-12',
          links: [{ type: 'LEADS_TO', from: 'decision-2' }],
        },
        { id: 'note-3', content: 'A slip of the pen', occurredAt: '2024-03-13', entities: ['pen'] },
      ],
      call,
    ),
  );
  keep(
    'linkNodesBatch',
    await adapter.linkNodesBatch(
      [
        { from: 'commitment-2', type: 'RELATED_TO', to: 'note-2' },
        { from: 'decision-1', type: 'BLOCKED_BY', to: 'evidence-1' },
      ],
      call,
    ),
  );
}

async function readByAdapter(memory: MemOS, call: CallOptions, keep: Keep): Promise<void> {
  const { adapter } = memory;
  keep('getCommitments', await adapter.getCommitments({ status: 'open', order: 'due' }, call));
  keep('getDecisions', await adapter.getDecisions({ entity: 'Northwind' }, call));
  keep('getPatterns', await adapter.getPatterns({ domain: 'stock' }, call));
  keep('findRelated', await adapter.findRelated({ id: 'note-2', depth: 2 }, call));
  keep('getEntityContext', await adapter.getEntityContext({ name: 'flour', limit: 2 }, call));
}

async function readByVerb(memory: MemOS, call: CallOptions, keep: Keep): Promise<void> {
  keep('recall', await memory.recall('Where do we buy flour?', { kinds: ['decision'], ...call }));
  keep('reflect', await memory.reflect({ now: '2024-03-25T00:00:00Z', ...call }));
  keep('findCorrelations', await memory.findCorrelations({ now: '2024-03-25T00:00:00Z', ...call }));
  keep('get', await memory.get(['commitment-1', 'session-1', 'unknown', 'note-1'], call));
  keep('list', await memory.list({ since: '2024-03-10', order: 'oldest', ...call }));
  keep('whatLedTo', await memory.whatLedTo('note-2', call));
  keep('whatResultedFrom', await memory.whatResultedFrom('note-1', call));
}

/** The whole space, without what differs between two tellings. */
export async function toldGraph(memory: MemOS): Promise<unknown> {
  return without(await exported(memory), fleeting);
}
