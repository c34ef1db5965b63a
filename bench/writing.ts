import type { MemOS } from 'memos-graph';

import { nextCreatedAt } from '../src/model/instant.ts';
import { parseInput } from '../src/operations/parse-input.ts';
import { storeMemory } from '../src/operations/store-memory.ts';
import { type Turn, turnsOf } from './conversations.ts';
import { type Contestant, measure } from './measure.ts';
import { milliseconds, printTable, ratio } from './table.ts';

const plain = 'remember, its words as they are';

/** What a write pays for the analysis: the same memories with and without it, in turn, each in a session and outside of any. */
export async function benchWriting(engine: string, memory: MemOS, rounds: number): Promise<void> {
  await memory.adapter.startSession({ id: 'writing' });
  const timings = await measure(writers(memory, [...turnsOf(rounds + 100, 99)]), { rounds });
  const base = timings.get(plain)?.p50 ?? Number.NaN;
  printTable(
    `${engine}: what the analysis costs a write, milliseconds`,
    ['', 'p50', 'p95', 'to without'],
    [...timings].map(([name, { p50, p95 }]) => [
      name,
      milliseconds(p50),
      milliseconds(p95),
      ratio(p50 / base),
    ]),
  );
}

function writers(memory: MemOS, turns: readonly Turn[]): readonly Contestant[] {
  const turnAt = (index: number) => {
    const { content, entities, speaker } = turns[index % turns.length] ?? {
      content: '',
      entities: [],
      speaker: 'Ada',
    };
    return { content, entities: [...entities], speaker };
  };
  const remember = (index: number, more: { readonly sessionId?: string } = {}) => {
    const { content, ...options } = turnAt(index);
    return memory.remember(content, { ...options, ...more });
  };
  return [
    { name: plain, call: (index) => storePlain(memory, turnAt(index)) },
    { name: 'remember', call: (index) => remember(index) },
    { name: 'remember in a session', call: (index) => remember(index, { sessionId: 'writing' }) },
  ];
}

/** The same call as if there were no analysis: every word once, in the same index. */
async function storePlain(
  { adapter }: MemOS,
  { content, entities, speaker }: Pick<Turn, 'content' | 'entities' | 'speaker'>,
): Promise<unknown> {
  const input = parseInput(storeMemory.input, { content, entities: [...entities], speaker });
  const { draft } = storeMemory.compile(input, nextCreatedAt());
  const analysis = { version: 0, own: content.toLowerCase().split(' '), carried: [] };
  const nodes = draft.nodes.map((row) => ({ ...row, analysis }));
  return adapter.engine.write([adapter.changeSet({ ...draft, nodes })], { atomic: true });
}
