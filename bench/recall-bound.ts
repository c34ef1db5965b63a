import { analyseMemory } from '../src/analysis/analyse-memory.ts';
import { ownLines } from '../src/engine/field.ts';
import { type FieldRow, FieldScores } from '../src/engines/sqlite/reads/field-scores.ts';
import { memoryKinds } from '../src/model/kind.ts';
import { readQuestion } from '../src/recall/question.ts';
import { pickWord, randomNumbers, type Turn, turnsOf } from './conversations.ts';
import { fourCommonWords, openFilled, type RecallBench } from './recall.ts';
import { printTable } from './table.ts';

const now = '2030-01-01T00:00:00.000Z';

/** As recall asks an engine. */
const asRecallAsks = { kinds: memoryKinds, inForceAt: now, limit: 200, perEntity: 20, hopFrom: 5 };

/** So many of the best by BM25 over everything are looked for among the candidates. */
const depths = [1, 10, 50] as const;

/** Measures what the bounds of an engine lose: how many of the best memories by BM25 over the whole store are among its candidates. */
export async function benchBound({ engine, open, sizes, rounds }: RecallBench): Promise<void> {
  const rows: string[][] = [];
  for (const size of sizes) {
    await using memory = await openFilled({ engine, open, size });
    const fields = fieldsOf(size);
    for (const { name, question } of questions()) {
      const found = depths.map(() => 0);
      const wanted = depths.map(() => 0);
      for (let index = 0; index < rounds; index += 1) {
        const { terms, words } = readQuestion(question(index), now);
        const { value } = await memory.adapter.engine.read(
          'search',
          {
            ...asRecallAsks,
            space: memory.adapter.space,
            terms,
            words: words.map(({ word }) => word),
            named: [],
          },
          {},
        );
        const candidates = new Set(value.map(({ node }) => node.content));
        const best = bestOf(fields, terms);
        for (const [at, depth] of depths.entries()) {
          const firsts = best.slice(0, depth);
          wanted[at] = (wanted[at] ?? 0) + firsts.length;
          found[at] = (found[at] ?? 0) + firsts.filter((content) => candidates.has(content)).length;
        }
      }
      const shares = depths.map((_, at) => (100 * (found[at] ?? 0)) / (wanted[at] ?? 0));
      rows.push([`${name}, ${size.toLocaleString('en')}`, ...shares.map((one) => one.toFixed(1))]);
    }
  }
  printTable(
    `${engine}: percent of the best by BM25 over all memories that are among the candidates`,
    ['', ...depths.map((depth) => `best ${depth}`)],
    rows,
  );
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
    const row = rows.length;
    rows.push({
      row,
      key: turn.occurredAt,
      terms: ` ${ownLines(analysis).replaceAll('\n', ' ')}${passedOn} `,
    });
    contents.push(turn.content);
    before.push({ session: turn.session, carried: analysis.carried.join(' ') });
  }
  return { rows, contents };
}

const asAnalysed = ({ content, speaker, occurredAt, entities }: Turn) => ({
  content,
  speaker,
  occurredAt,
  entityNames: entities,
});

function bestOf({ rows, contents }: Fields, terms: readonly string[]): readonly string[] {
  const wanted = [...new Set(terms)];
  const having = wanted.map((term) =>
    rows.filter(({ terms: field }) => field.includes(` ${term} `)),
  );
  const scores = new FieldScores(
    wanted.map((term, index) => ({
      term,
      weight: rarity(having[index]?.length ?? 0, rows.length),
    })),
  );
  scores.add([...new Set(having.flat())]);
  return scores.best(depths.at(-1) ?? 0).flatMap(({ row }) => contents[row] ?? []);
}

/** The inverse document frequency of BM25, as Lucene has it. */
const rarity = (count: number, total: number): number =>
  Math.log(1 + (total - count + 0.5) / (count + 0.5));
