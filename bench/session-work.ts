import { entityId, type MemOS, type SessionContext } from 'memos-graph';

import type { Contestant } from './measure.ts';

type Step = (session?: SessionContext) => Promise<unknown>;

/** A piece of work as small steps, and as the one call that does the same. */
interface Work {
  readonly name: string;
  /** New names and ids each time, so that each call writes as much as the others. */
  readonly steps: () => readonly Step[];
  readonly inOne: string;
  readonly one: () => Promise<unknown>;
}

/** The same work in every way to call it. */
export function workOf(memory: MemOS): readonly Contestant[] {
  return [remembering(memory), recalling(memory), inBulk(memory)].flatMap((work) =>
    ways(memory, work),
  );
}

function ways(memory: MemOS, { name, steps, inOne, one }: Work): readonly Contestant[] {
  const inTurn = async (session?: SessionContext): Promise<void> => {
    for (const step of steps()) await step(session);
  };
  const together = (session: SessionContext): Promise<unknown> =>
    Promise.all(steps().map((step) => step(session)));
  const batch = { batchTransaction: true };
  return [
    { name: `${name}: a session for each step`, call: () => inTurn() },
    { name: `${name}: one session`, call: () => memory.sessionContext({}, inTurn) },
    {
      name: `${name}: one transaction, each step awaited`,
      call: () => memory.sessionContext(batch, inTurn),
    },
    {
      name: `${name}: one transaction, started together`,
      call: () => memory.sessionContext(batch, together),
    },
    { name: `${name}: ${inOne}`, call: one },
  ];
}

const within = (session: SessionContext | undefined) => (session === undefined ? {} : { session });

let calls = 0;

const next = (): number => {
  calls += 1;
  return calls;
};

function remembering(memory: MemOS): Work {
  const { adapter } = memory;
  const content = 'Buy flour at the mill';
  return {
    name: 'remember, 5 steps',
    steps: () => {
      const [call, mill, flour] = newNames();
      const id = `decision-${call}`;
      return [
        (session) => adapter.createEntity({ name: mill }, within(session)),
        (session) => adapter.createEntity({ name: flour }, within(session)),
        (session) => adapter.recordDecision({ id, content }, within(session)),
        (session) =>
          adapter.linkNodes({ from: id, type: 'INVOLVES', to: entityId(mill) }, within(session)),
        (session) =>
          adapter.linkNodes({ from: id, type: 'IMPACTS', to: entityId(flour) }, within(session)),
      ];
    },
    inOne: 'remember',
    one: () => {
      const [, mill, flour] = newNames();
      return memory.remember(content, { kind: 'decision', entities: [mill, flour] });
    },
  };
}

function newNames(): readonly [call: number, mill: string, flour: string] {
  const call = next();
  return [call, `Mill ${call}`, `Flour ${call}`];
}

function recalling(memory: MemOS): Work {
  const { adapter } = memory;
  const limit = 5;
  return {
    name: 'recall, 3 steps',
    steps: () => [
      (session) => adapter.getDecisions({ limit }, within(session)),
      (session) => adapter.getCommitments({ limit }, within(session)),
      (session) => adapter.getPatterns({ limit }, within(session)),
    ],
    inOne: 'recall',
    one: () => memory.recall('flour', { kinds: ['decision', 'commitment', 'pattern'], limit }),
  };
}

function inBulk(memory: MemOS): Work {
  return {
    name: 'bulk, 20 steps',
    steps: () =>
      deliveries().map(
        (content) => (session?: SessionContext) => memory.remember(content, within(session)),
      ),
    inOne: 'storeMemoryBatch',
    one: () => memory.adapter.storeMemoryBatch(deliveries().map((content) => ({ content }))),
  };
}

function deliveries(): readonly string[] {
  const call = next();
  return Array.from({ length: 20 }, (_, lorry) => `Delivery ${call} of lorry ${lorry}`);
}
