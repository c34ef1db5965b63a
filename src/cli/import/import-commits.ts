import type { MemOS } from '../../memos/memos.ts';
import { type Commit, commitsOf } from './git-log.ts';
import { emptyTally, type Tally, tallyItems } from './tally.ts';

const batchSize = 500;
/** A memory is about at most 256 entities, one of which is the author. */
const maxFolders = 255;

export interface ImportCalls {
  readonly signal: AbortSignal;
  readonly onProgress?: (done: number) => void;
}

const commitId = (hash: string): string => `git:${hash}`;

/** Takes in the commits of a checkout, the oldest first, in batches; what is there already stays. */
export async function importCommits(
  memory: MemOS,
  folder: string,
  { signal, onProgress }: ImportCalls,
): Promise<Tally> {
  const tally = emptyTally();
  let batch: Commit[] = [];
  let done = 0;
  const flush = async (): Promise<void> => {
    if (batch.length === 0) return;
    await store(memory, batch, { signal, tally });
    done += batch.length;
    onProgress?.(done);
    batch = [];
  };
  for await (const commit of commitsOf(folder, signal)) {
    batch.push(commit);
    if (batch.length === batchSize) await flush();
  }
  await flush();
  return tally;
}

interface Target {
  readonly signal: AbortSignal;
  readonly tally: Tally;
}

/** First the commits, then what precedes what: a chain of links inside one batch would be as many steps as commits. */
async function store(
  { adapter }: MemOS,
  commits: readonly Commit[],
  { signal, tally }: Target,
): Promise<void> {
  const memories = await adapter.storeMemoryBatch(commits.map(memoryOf), { atomic: false, signal });
  const nameOf = (index: number): string => `commit ${commits[index]?.hash.slice(0, 12) ?? ''}`;
  tallyItems(tally, memories.items, nameOf);
  const stored = commits.filter((_commit, index) => !('error' in (memories.items[index] ?? {})));
  const links = await adapter.linkNodesBatch(stored.flatMap(precedence), { atomic: false, signal });
  // In a shallow checkout the first commits have parents that are not there; that is no failure.
  const failed = links.items.filter(
    (item) => 'error' in item && item.error.code !== 'NODE_NOT_FOUND',
  );
  tallyItems(tally, failed, () => 'link');
}

function memoryOf({ hash, date, author, message, folders }: Commit) {
  const isNamed = author.trim() !== '';
  return {
    id: commitId(hash),
    content: message === '' ? '(no message)' : message,
    occurredAt: date,
    ...(isNamed ? { speaker: author } : {}),
    entities: [
      ...(isNamed ? [{ name: author, type: 'person' }] : []),
      ...folders
        .filter((name) => name.trim() !== '')
        .slice(0, maxFolders)
        .map((name) => ({ name, type: 'folder' })),
    ],
  };
}

function precedence({ hash, parents: [first] }: Commit) {
  return first === undefined
    ? []
    : [{ from: commitId(hash), type: 'PRECEDED_BY', to: commitId(first) }];
}
