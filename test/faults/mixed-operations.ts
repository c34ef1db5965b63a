// Run as a child process with --expose-gc: carries out many operations of which a tenth fails, and prints what it has seen as JSON.
import { MemosGraphError, type SessionContext } from 'memos-graph';

import { FaultyMemory } from './faulty-memory.ts';
import { type MixedSeen, samples } from './mixed-seen.ts';

const { NEO4J_URL: url = '', NEO4J_USERNAME: username = '', OPERATIONS: count = '0' } = process.env;
const operations = Number(count);
const password = process.env['NEO4J_PASSWORD'] ?? '';
const writers = 16;

await using faulty = await FaultyMemory.open({ url, username, password });
const { memory, proxy } = faulty;
const people = Array.from({ length: 50 }, (_, index) => `Person ${index}`);
await memory.adapter.storeMemoryBatch(
  people.map((name, index) => ({
    id: `about-${index}`,
    content: `About ${name}`,
    entities: [name],
  })),
);

const below = (limit: number): number => Math.floor(Math.random() * limit);
const someone = (): string => people[below(people.length)] ?? '';
const someId = (): string => `about-${below(people.length)}`;
const batch = { batchTransaction: true };
const ownReason = new Error('thrown by the caller');

/** Contexts that are not closed yet. */
const contexts = new Set<SessionContext>();

function open(options: { readonly batchTransaction?: boolean }): SessionContext {
  const session = memory.sessionContext(options);
  contexts.add(session);
  return session;
}

async function within(
  options: { readonly batchTransaction?: boolean },
  body: (session: SessionContext) => Promise<unknown>,
): Promise<void> {
  await memory.sessionContext(options, async (session) => {
    contexts.add(session);
    await body(session);
  });
}

/** What succeeds unless something else breaks. */
const ordinary: readonly (() => Promise<unknown>)[] = [
  () => memory.remember('It rains', { entities: [someone(), someone()] }),
  () => memory.remember('It leads', { links: [{ type: 'LEADS_TO', from: someId() }] }),
  () => memory.adapter.createCommitment({ content: 'Call', to: someone() }),
  () => memory.adapter.storeMemoryBatch(people.slice(0, 5).map((content) => ({ content }))),
  () => memory.recall(`Who is ${someone()}?`, { limit: 5 }),
  () => memory.list({ limit: 10 }),
  () => memory.getEntityContext(someone(), { limit: 5 }),
  () => memory.whatResultedFrom(someId(), { depth: 2 }),
  () => memory.get(someId()),
  () =>
    within(batch, async () => {
      await memory.remember('One of a batch', { entities: [someone()] });
      await memory.remember('Two of a batch');
    }),
  () =>
    within({}, async () => {
      await memory.remember('One in line');
      await memory.list({ limit: 3 });
    }),
  async () => {
    await using session = open(batch);
    await memory.remember('Kept by hand', { session });
    await session.commit();
  },
];

/** What fails, each in its own way. */
const failing: readonly (() => Promise<unknown>)[] = [
  () => memory.remember(''),
  () => memory.relate('nobody', 'LEADS_TO', someId()),
  () => memory.whatLedTo('nobody'),
  async () => {
    proxy.connections.at(below(proxy.connections.length))?.cutAfter(below(2000), 'to server');
    await memory.remember('Cut');
    throw ownReason; // it is repeated, so it need not fail
  },
  async () => {
    proxy.cutNextCommit();
    await memory.remember('Cut at the commit');
    throw ownReason;
  },
  async () => {
    await memory.remember('Aborted', { signal: AbortSignal.timeout(below(5)) });
    throw ownReason; // it may have been faster
  },
  async () => {
    await memory.recall('aborted', { signal: AbortSignal.timeout(below(5)) });
    throw ownReason;
  },
  () =>
    within(batch, async () => {
      await memory.remember('Thrown away');
      throw ownReason;
    }),
  () =>
    within({}, async (session) => {
      await memory.remember('Kept, for all that', { session });
      throw ownReason;
    }),
  () =>
    within(batch, async () => {
      await memory.remember('Thrown away');
      await memory.relate('nobody', 'LEADS_TO', 'nothing').catch(() => {});
    }),
  async () => {
    await using session = open(batch);
    await memory.remember('Never committed', { session });
    throw ownReason;
  },
  () =>
    within(batch, (session) =>
      memory
        .remember('Aborted in a batch', { session, signal: AbortSignal.timeout(below(5)) })
        .then(() => {
          throw ownReason;
        }),
    ),
];

const failures: Record<string, number> = {};
const strangers: string[] = [];
const heap: number[] = [];
let started = 0;
let longestMs = 0;

function fail(error: unknown): void {
  if (error !== ownReason && !MemosGraphError.isInstance(error)) strangers.push(String(error));
  const name = MemosGraphError.isInstance(error) ? error.code : 'thrown by the caller';
  failures[name] = (failures[name] ?? 0) + 1;
}

function measureHeap(): void {
  if (globalThis.gc === undefined) throw new Error('Run with --expose-gc');
  globalThis.gc();
  heap.push(process.memoryUsage().heapUsed);
}

async function work(): Promise<void> {
  while (started < operations) {
    started += 1;
    if (started % Math.ceil(operations / samples) === 0) measureHeap();
    const choices = started % 10 === 0 ? failing : ordinary;
    const start = performance.now();
    await choices[below(choices.length)]?.().catch(fail);
    longestMs = Math.max(longestMs, performance.now() - start);
    for (const context of contexts) if (context.state === 'CLOSED') contexts.delete(context);
  }
}

await Promise.all(Array.from({ length: writers }, work));
const seen: MixedSeen = {
  operations: started,
  failures,
  strangers,
  longestMs: Math.round(longestMs),
  leakedContexts: contexts.size,
  mostConnections: proxy.mostConnections,
  leftBehind: await faulty.leftBehind(),
  heap,
};
process.stdout.write(JSON.stringify(seen));
