import type { CallOptions, MemOS } from 'memos-graph';
import { expect, it } from 'vitest';

import { canonicalJson } from '../../src/model/identity.ts';
import { describeEngines } from './engines.ts';
import { type Story, tellStory, toldGraph } from './story.ts';

const ways: Readonly<Record<string, (memory: MemOS) => Promise<Story>>> = {
  'outside of a context': (memory) => tellStory(memory, {}),
  'in a session context': (memory) =>
    memory.sessionContext({}, (session) => tellStory(memory, { session })),
  'in a batch': (memory) =>
    memory.sessionContext({ batchTransaction: true }, (session) => tellStory(memory, { session })),
  'in a batch found by itself': (memory) =>
    memory.sessionContext({ batchTransaction: true }, () => tellStory(memory, {})),
  'in a context that was opened with await using': async (memory) => {
    await using session = memory.sessionContext({ batchTransaction: true });
    const story = await tellStory(memory, { session } satisfies CallOptions);
    await session.commit();
    return story;
  },
};

/** JSON with one line for whatever lies deeper than three levels. */
function json(value: unknown, indent = ''): string {
  if (indent.length === 6 || typeof value !== 'object' || value === null)
    return canonicalJson(value);
  const inner = `${indent}  `;
  if (Array.isArray(value))
    return `[\n${value.map((item) => inner + json(item, inner)).join(',\n')}\n${indent}]`;
  const lines = Object.entries(value)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${inner}"${key}": ${json(member, inner)}`);
  return `{\n${lines.join(',\n')}\n${indent}}`;
}

/** A story asks for every statement there is, and a busy server plans some of them again. */
const storyLimitMs = 120_000;

// One file for all engines and ways, so that they cannot differ.
describeEngines(
  'every operation',
  (open) => {
    it.each(Object.entries(ways))(
      'answers the same %s',
      async (_way, tell) => {
        await using memory = await open();
        const answers = json(await tell(memory));
        await expect(answers).toMatchFileSnapshot('snapshots/answers.txt');
      },
      storyLimitMs,
    );

    it.each(Object.entries(ways))(
      'stores the same %s',
      async (_way, tell) => {
        await using memory = await open();
        await tell(memory);
        const graph = json(await toldGraph(memory));
        await expect(graph).toMatchFileSnapshot('snapshots/graph.txt');
      },
      storyLimitMs,
    );
  },
  { inMemory: true },
);
