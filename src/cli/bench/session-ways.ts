import type { MemOS } from '../../memos/memos.ts';
import type { Adapter } from '../../operations/adapter.ts';
import type { SessionWork, Step } from './session-work.ts';

/** One way to do a piece of work; answers how often it was done. */
export interface Way {
  readonly name: string;
  readonly run: (memory: MemOS, key: string, signal: AbortSignal) => Promise<number>;
}

/** So many writers write at once where they share a statement. */
const writers = 16;

/** The ways from the dearest to the cheapest. */
export function waysOf({ steps, whole }: SessionWork): readonly Way[] {
  const inTurn =
    (work: (memory: MemOS, calls: readonly Step[], signal: AbortSignal) => Promise<unknown>) =>
    async (memory: MemOS, key: string, signal: AbortSignal): Promise<number> => {
      await work(memory, steps(memory, key), signal);
      return 1;
    };
  return [
    {
      name: 'a session for each operation',
      run: inTurn(async (_memory, calls, signal) => {
        for (const call of calls) await call({ signal });
      }),
    },
    {
      name: 'one session, reused',
      run: inTurn((memory, calls, signal) =>
        memory.sessionContext({}, async (session) => {
          for (const call of calls) await call({ session, signal });
        }),
      ),
    },
    {
      name: 'one batch transaction',
      run: inTurn((memory, calls, signal) =>
        memory.sessionContext({ batchTransaction: true }, async (session) => {
          for (const call of calls) await call({ session, signal });
        }),
      ),
    },
    {
      name: 'the same, started together',
      run: inTurn((memory, calls, signal) =>
        memory.sessionContext({ batchTransaction: true }, (session) =>
          Promise.all(calls.map((call) => call({ session, signal }))),
        ),
      ),
    },
    ...(whole === undefined ? [] : wholeWays(whole)),
  ];
}

function wholeWays({ name, call }: NonNullable<SessionWork['whole']>): readonly Way[] {
  return [
    {
      name,
      run: async (memory, key, signal) => {
        await call(key)(memory, { signal });
        return 1;
      },
    },
    {
      name: `the same by ${writers} writers at once`,
      run: async (memory, key, signal) => {
        const keys = Array.from({ length: writers }, (_, writer) => `${key}-${writer}`);
        await Promise.all(keys.map((own) => call(own)(memory, { signal })));
        return writers;
      },
    },
  ];
}

/** What was spent, in all. */
export interface Spending {
  readonly sessions: number;
  readonly transactions: number;
  readonly statements: number;
  readonly roundTrips: number;
}

/** What the adapter's own meter has counted so far. */
export function spentSoFar(adapter: Adapter): Spending {
  const { sessions, transactions, statements, roundTrips } = adapter.metrics();
  const { committed, rolledBack, failed } = transactions;
  return { sessions, transactions: committed + rolledBack + failed, statements, roundTrips };
}
