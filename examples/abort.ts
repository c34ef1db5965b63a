import { AbortedError, openMemory } from 'memos-graph';

await using memory = await openMemory({ url: 'sqlite::memory:' });

// On SQLite a batch owns the writer until its end: others wait.
await using session = memory.sessionContext({ batchTransaction: true });
await memory.remember('The tram depot has 38 trams', { session });

/** Stored once under its id, however often this is called. */
const rememberStop = (signal?: AbortSignal) =>
  memory.remember('The last tram leaves at midnight', {
    id: 'last-tram',
    ...(signal === undefined ? {} : { signal }),
  });

try {
  await rememberStop(AbortSignal.timeout(50));
} catch (error) {
  if (!(error instanceof AbortedError)) throw error;
  // True would mean that it was sent already; then, too, the same call again is safe.
  console.log(error.code, 'may be applied:', error.mayBeApplied);
}

await session.commit();
console.log('created', (await rememberStop()).created);
console.log('created', (await rememberStop()).created);
