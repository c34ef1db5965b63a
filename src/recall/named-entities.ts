import { functionWords } from '../analysis/function-words.ts';
import { entityId } from '../model/identity.ts';

const mostWords = 96;
const longestName = 4;

/**
 * The ids of the entities that any run of up to four words of a question may name: as it is written, without the question mark, and
 * without what stands around it. Whether they exist, under a name or an alias, the engine finds out.
 */
export function namedEntities(query: string): readonly string[] {
  const words = query
    .split(/\s+/u)
    .filter((word) => word !== '')
    .slice(0, mostWords);
  const runs = words.flatMap((_word, start) =>
    Array.from({ length: Math.min(longestName, words.length - start) }, (_, length) =>
      words.slice(start, start + length + 1).join(' '),
    ),
  );
  const names = runs.flatMap((run) => [run, run.replace(/[?,;:]+$/u, ''), bareName(run)]);
  const telling = names.filter((name) => name !== '' && !functionWords.has(name.toLowerCase()));
  return [...new Set(telling.map(entityId))];
}

/** Without quotes, brackets and stops at the ends, and without a possessive s. */
const bareName = (run: string): string =>
  run.replaceAll(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}+#]+$/gu, '').replace(/['’]s$/u, '');
