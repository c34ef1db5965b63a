// Checked by `tsc`, never run: what callers may write, and what the compiler has to refuse.
import {
  type ErrorCode,
  type Forgotten,
  type MemoryView,
  MemosGraphError,
  openMemory,
  type Receipt,
  type SessionContext,
  SqliteAdapter,
  Neo4jAdapter,
  type Neo4jSessionContext,
  type StoredMemory,
  type StoredPattern,
  type WithReceipt,
} from 'memos-graph';
import { expectTypeOf } from 'vitest';

const memory = await openMemory({ url: 'sqlite::memory:' });

// Answers.
const note = await memory.remember('text', { entities: ['Ada', { name: 'Bo', type: 'person' }] });
expectTypeOf<typeof note>().toEqualTypeOf<WithReceipt<StoredMemory>>();
const pattern = await memory.remember('text', { kind: 'pattern' });
expectTypeOf<typeof pattern>().toEqualTypeOf<WithReceipt<StoredPattern>>();
expectTypeOf<typeof note.receipt>().toEqualTypeOf<Receipt>();
const { memories } = await memory.recall('text', { asOf: new Date(), kinds: ['note'] });
memories satisfies readonly MemoryView[];
memories[0]?.why.sentence satisfies string | undefined;
const forgotten = await memory.forget({ entity: 'Ada' }, { dryRun: true });
expectTypeOf<typeof forgotten>().toEqualTypeOf<WithReceipt<Forgotten>>();
const { items } = await memory.adapter.storeMemoryBatch([{ content: 'a' }], { atomic: false });
for (const item of items) {
  if ('error' in item) item.error satisfies MemosGraphError;
  else item satisfies StoredMemory | StoredPattern;
}

// Contexts.
const answer = await memory.sessionContext({ batchTransaction: true }, async (session) => {
  expectTypeOf<typeof session>().toEqualTypeOf<SessionContext>();
  return 7;
});
expectTypeOf<typeof answer>().toEqualTypeOf<number>();
{
  await using session = memory.sessionContext({ batchTransaction: true });
  await memory.list({ session });
  await session.commit();
}
const neo4j = new Neo4jAdapter({ url: 'bolt://localhost' });
const context: Neo4jSessionContext = neo4j.sessionContext();
await new SqliteAdapter({ file: ':memory:' }).getDecisions({}, { session: context });

// Errors.
try {
  await memory.get('x');
} catch (error) {
  if (MemosGraphError.isInstance(error))
    expectTypeOf<typeof error.code>().toEqualTypeOf<ErrorCode>();
}

// @ts-expect-error -- the text is needed
await memory.remember();
// @ts-expect-error -- no such kind
await memory.remember('text', { kind: 'fact' });
// @ts-expect-error -- no such field
await memory.remember('text', { entity: 'Ada' });
// @ts-expect-error -- a decision has no due time
await memory.adapter.recordDecision({ content: 'text', dueAt: '2026-01-01' });
// @ts-expect-error -- a link needs an end
await memory.remember('text', { links: [{ type: 'LEADS_TO' }] });
// @ts-expect-error -- a time is a Date or a text
await memory.list({ since: 1_700_000_000 });
// @ts-expect-error -- `space: false` forgets nothing and so is not offered
await memory.forget({ space: false });
// @ts-expect-error -- answers are not to be changed
note.id = 'other';
// @ts-expect-error -- an order of commitments only
await memory.list({ order: 'due' });
