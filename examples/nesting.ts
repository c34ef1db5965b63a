import { openMemory, type SessionContext } from 'memos-graph';

await using memory = await openMemory({ url: 'sqlite::memory:' });
const batch = { batchTransaction: true };

/** Needs two memories to be stored together, and does not care where it is called. */
async function rememberMove(from: string, to: string): Promise<SessionContext> {
  return memory.sessionContext(batch, async (session) => {
    await memory.remember(`The depot leaves ${from}`);
    await memory.remember(`The depot opens in ${to}`);
    return session;
  });
}

// By itself it is a transaction of its own.
await rememberMove('Mill Street', 'the harbour');

// Inside a batch it joins that batch, and is lost with it.
const changed = new Error('changed my mind');
try {
  await memory.sessionContext(batch, async () => {
    await rememberMove('the harbour', 'the airport');
    throw changed;
  });
} catch (error) {
  if (error !== changed) throw error;
}

// Inside session reuse it is committed at its own end, whatever comes after.
try {
  await memory.sessionContext({}, async () => {
    await rememberMove('the harbour', 'the old town');
    throw changed;
  });
} catch (error) {
  if (error !== changed) throw error;
}

const { items } = await memory.list({ order: 'oldest' });
console.log(items.map(({ content }) => content).join('\n'));
