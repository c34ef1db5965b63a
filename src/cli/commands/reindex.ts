import type { Reindexed } from '../../memos/reindex.ts';
import type { Answer, Invocation } from '../invocation.ts';
import { fieldLines } from '../text/memory-text.ts';

export async function reindex({ openMemory, signal, terminal }: Invocation): Promise<Answer> {
  const memory = await openMemory();
  const reindexed = await memory.reindex({
    signal,
    onProgress: ({ reindexed: done, total }) => terminal.progress(`${done} of ${total} reindexed`),
  });
  return { json: reindexed, text: (page) => fieldLines(page, fields(reindexed)) };
}

function fields({ reindexed, version }: Reindexed) {
  const counted = reindexed === 1 ? '1 memory' : `${reindexed} memories`;
  return [
    [
      reindexed === 0 ? 'Unchanged' : 'Reindexed',
      reindexed === 0 ? 'every memory is up to date' : counted,
    ],
    ['analysis', `version ${version}`],
  ] as const;
}
