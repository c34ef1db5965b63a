import type { MemOS } from 'memos-graph';

import { analyseMemory } from '../src/analysis/analyse-memory.ts';
import { occurrences, ownLines } from '../src/engine/field.ts';
import type { Reads } from '../src/engine/reads.ts';
import { runAtOnce } from '../src/engines/sqlite/in-slices.ts';
import { type FieldRow, FieldScores, rarity } from '../src/engines/sqlite/reads/field-scores.ts';
import { recall } from '../src/memos/recall.ts';
import { readQuestion } from '../src/recall/question.ts';
import { pickWord, randomNumbers, type Turn, turnsOf } from './conversations.ts';
import { fourCommonWords, openFilled, type RecallBench } from './recall.ts';
import { printTable } from './table.ts';

const now = '2030-01-01T00:00:00.000Z';

/** So many of the best by BM25 over everything are looked for among the candidates. */
const depths = [1, 10, 50] as const;

/** Measures what the bounds of an engine lose: how many of the best memories by BM25 over the whole store are among its candidates. */
export async function benchBound({ engine, open, sizes, rounds }: RecallBench): Promise<void> {
  const rows: string[][] = [];
  for (const size of sizes) {
    await using memory = await openFilled({ engine, open, size });
    const fields = fieldsOf(size);
    for (const { name, question } of questions()) {
      const shares: number[][] = [];
      for (let index = 0; index < rounds; index += 1) {
        const query = question(index);
        const candidates = await candidatesOf(memory, query);
        const best = bestOf(fields, query);
        shares.push(depths.map((depth) => shareOf(best.slice(0, depth), candidates)));
      }
      const means = depths.map((_depth, at) => mean(shares.map((one) => one[at] ?? 0)));
      rows.push([
        `${name}, ${size.toLocaleString('en')}`,
        ...means.map((share) => (100 * share).toFixed(1)),
      ]);
    }
  }
  printTable(
    `${engine}: per cent of the best by BM25 over all memories that are among the candidates`,
    ['', ...depths.map((depth) => `best ${depth}`)],
    rows,
  );
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

const shareOf = (best: readonly string[], candidates: ReadonlySet<string>): number =>
  mean(best.map((content) => (candidates.has(content) ? 1 : 0)));

/** What the engine gives to a recall of this question to rank. */
async function candidatesOf(memory: MemOS, query: string): Promise<ReadonlySet<string>> {
  const { engine, space } = memory.adapter;
  let found: Reads['search']['output'] = [];
  await recall.run(recall.input.parse({ query, vectors: false }), {
    space,
    now,
    read: async (shape, given) => {
      const answer = await engine.read(shape, { ...given, space }, {});
      if (shape === 'search') found = answer.value as typeof found; // the shape says which
      return answer;
    },
  });
  return new Set(found.map(({ node }) => node.content ?? ''));
}

function questions(): readonly {
  readonly name: string;
  readonly question: (index: number) => string;
}[] {
  const random = randomNumbers(8_765);
  const words = (count: number) => (): string =>
    Array.from({ length: count }, () => pickWord(random)).join(' ');
  return [
    { name: '6 words', question: words(6) },
    { name: '12 words', question: words(12) },
    { name: '4 of the commonest words', question: fourCommonWords },
  ];
}

interface Fields {
  readonly rows: readonly FieldRow[];
  readonly contents: readonly string[];
}

/** The full-text field of every turn, as the engines store it. */
function fieldsOf(size: number): Fields {
  const rows: FieldRow[] = [];
  const contents: string[] = [];
  let before: { readonly session: string; readonly carried: string }[] = [];
  for (const turn of turnsOf(size, size)) {
    const analysis = analyseMemory(asAnalysed(turn));
    before = before.filter(({ session }) => session === turn.session).slice(-2);
    const passedOn = before.map(({ carried }) => carried).join(' ');
    const carried = analysis.carried.join(' ');
    rows.push({ row: rows.length, terms: ownLines(analysis) + passedOn });
    contents.push(turn.content);
    before.push({ session: turn.session, carried });
  }
  return { rows, contents };
}

const asAnalysed = ({ content, speaker, occurredAt, entities }: Turn) => ({
  content,
  speaker,
  occurredAt,
  entityNames: entities,
});

function bestOf({ rows, contents }: Fields, query: string): readonly string[] {
  const wanted = [...new Set(readQuestion(query, now).terms)];
  const having = wanted.map((term) =>
    rows.filter(({ terms: field }) => occurrences(field, term) > 0),
  );
  const scores = new FieldScores(
    wanted.map((term, index) => ({
      term,
      weight: rarity(having[index]?.length ?? 0, rows.length),
    })),
  );
  scores.add([...new Set(having.flat())]);
  return runAtOnce(scores.inOrder())
    .slice(0, depths.at(-1) ?? 0)
    .flatMap(({ row }) => contents[row] ?? []);
}
