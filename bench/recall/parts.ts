import { readQuestion } from '../../src/recall/question.ts';
import { rankCandidates } from '../../src/recall/rank-candidates.ts';
import type { FeatureName } from '../../src/recall/weights.ts';
import { loadWordVectors } from '../../src/vectors/word-vectors.ts';
import type { Neo4jAddress } from '../../test/support/neo4j-server.ts';
import { printTable } from '../table.ts';
import { type Answer, ask, type Offered, offers } from './answers.ts';
import type { Collection } from './collection.ts';
import { readConversations } from './conversations.ts';
import {
  answerBy,
  featureNames,
  type FeatureTable,
  featureTable,
  shippedWeights,
  type Weights,
} from './feature-table.ts';
import { fit } from './fit.ts';
import { readMultiHop } from './multi-hop.ts';
import { askFullTextOfNeo4j, askFullTextOfSqlite } from './native.ts';
import { askPrecision } from './precision.ts';
import {
  fittedConversations,
  macroNdcg,
  printConversations,
  printEvidence,
  printMultiHop,
  printOverlap,
  type Way,
} from './report.ts';
import { fill, neo4jStore, type OpenStore, sqliteStore } from './stores.ts';

/** An engine to ask, and how it is asked without us. */
export interface Asking {
  readonly engine: string;
  readonly open: OpenStore;
  readonly native: (collection: Collection) => readonly Answer[] | Promise<readonly Answer[]>;
}

export const onSqlite: Asking = {
  engine: 'SQLite',
  open: sqliteStore,
  native: askFullTextOfSqlite,
};

export const onNeo4j = (address: Neo4jAddress): Asking => ({
  engine: 'Neo4j',
  open: neo4jStore(address),
  native: (collection) => askFullTextOfNeo4j(address, collection),
});

const progress = (text: string): void => console.error(text);

/** Conversations: full text by itself, words alone, and with word vectors, on each engine. */
export async function measureConversations(
  folder: string,
  engines: readonly Asking[],
): Promise<void> {
  const conversations = readConversations(folder);
  const ways: Way[] = [];
  for (const { engine, open, native } of engines) {
    const [plain, lexical, meant]: Answer[][][] = [[], [], []];
    for (const conversation of conversations) {
      progress(`${engine}: ${conversation.name}, ${conversation.asked.length} questions`);
      await using memory = await open();
      await fill(memory, conversation);
      plain?.push([...(await native(conversation))]);
      lexical?.push([...(await ask(memory, conversation, { vectors: false }))]);
      meant?.push([...(await ask(memory, conversation, { vectors: true }))]);
      await memory.forget({ space: true });
    }
    ways.push(
      { name: `${engine}, its own full text`, conversations: plain ?? [] },
      { name: `${engine}, words alone`, conversations: lexical ?? [] },
      { name: `${engine}, word vectors`, conversations: meant ?? [] },
    );
  }
  printConversations(ways);
  printEvidence(ways);
  for (const way of ['words alone', 'word vectors'])
    printOverlap(ways.filter(({ name }) => name.endsWith(way)));
}

/** Questions over several paragraphs, with and without the hop over entities. */
export async function measureMultiHop(folder: string, engines: readonly Asking[]): Promise<void> {
  const collections = readMultiHop(folder);
  const vectors = await loadWordVectors();
  const rows = new Map<string, (readonly Answer[])[]>();
  const add = (name: string, answers: readonly Answer[]): void => {
    rows.set(name, [...(rows.get(name) ?? []), answers]);
  };
  for (const { engine, open, native } of engines) {
    for (const collection of collections) {
      progress(`${engine}: ${collection.name}, ${collection.items.length} paragraphs`);
      await using memory = await open();
      await fill(memory, collection);
      add(`${engine}, its own full text`, await native(collection));
      add(`${engine}, words alone`, await ask(memory, collection, { vectors: false }));
      add(`${engine}, word vectors`, await ask(memory, collection, { vectors: true }));
      const offered = (await offers(memory, collection)).map(withoutHops);
      add(`${engine}, word vectors, no hop`, await rankAll(offered, collection.now, vectors));
      await memory.forget({ space: true });
    }
  }
  printMultiHop(
    collections.map(({ name, asked }) => `${name} (${asked.length})`),
    [...rows].map(([name, answers]) => ({ name, answers })),
  );
}

const withoutHops = ({ asked, candidates }: Offered): Offered => ({
  asked,
  candidates: candidates.map((candidate) => ({ ...candidate, hops: [] })),
});

async function rankAll(
  offered: readonly Offered[],
  now: string,
  vectors: Awaited<ReturnType<typeof loadWordVectors>>,
): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  for (const { asked, candidates } of offered) {
    const ranked = await rankCandidates(candidates, readQuestion(asked.text, now), { vectors });
    answers.push({ asked, found: ranked.map(({ candidate }) => candidate.node.id), contents: [] });
  }
  return answers;
}

/** Scoped and superseded beliefs: in how many cases exactly the relevant ones are told by `why.entities`. */
export async function measurePrecision(folder: string, engines: readonly Asking[]): Promise<void> {
  for (const { engine, open } of engines) {
    const cases = await askPrecision(folder, open);
    const wrong = cases.filter(({ expected, found }) => text(expected) !== text(found));
    printTable(
      `${engine}: ${cases.length - wrong.length} of ${cases.length} sets of relevant beliefs are exact; the others:`,
      ['', 'expected', 'found'],
      wrong.map(({ name, expected, found }) => [name, text(expected), text(found)]),
    );
  }
}

const text = (ids: ReadonlySet<string>): string => [...ids].toSorted().join(' ') || 'nothing';

const columns = ['lexical', 'withVectors'] as const;

/** What each feature is worth: the quality without it, the others fitted anew on the fitted half. */
export async function measureFeatures(folder: string): Promise<void> {
  const conversations = await tablesOf(readConversations(folder));
  const fitting = conversations.slice(0, fittedConversations).flat();
  for (const column of columns) {
    const shipped = shippedWeights(column);
    const used = featureNames.filter((name, index) => shipped[index] !== 0 && isFitted(name));
    const fitted = fit(fitting, new Set(used));
    const rows = [
      row('shipped weights', conversations, shipped),
      row('fitted anew', conversations, fitted),
      ...used.map((name) => {
        progress(`${column}: without ${name}`);
        const without = fit(fitting, new Set(used.filter((other) => other !== name)));
        return row(`without ${name}`, conversations, without);
      }),
    ];
    printTable(
      `LoCoMo, ${column === 'lexical' ? 'words alone' : 'word vectors'}: macro nDCG@10 in per cent, others fitted anew`,
      ['', 'all', 'fitted half', 'check half'],
      rows,
    );
    console.log(
      `\nfitted: ${featureNames.map((name, index) => `${name} ${fitted[index]?.toFixed(2)}`).join(', ')}`,
    );
  }
}

/** No conversation has entities or kinds. */
const isFitted = (name: FeatureName): boolean => name !== 'entity' && name !== 'kind';

async function tablesOf(
  collections: readonly Collection[],
): Promise<readonly (readonly FeatureTable[])[]> {
  const vectors = await loadWordVectors();
  const tables: FeatureTable[][] = [];
  for (const collection of collections) {
    progress(`features of ${collection.name}`);
    await using memory = await sqliteStore();
    await fill(memory, collection);
    const offered = await offers(memory, collection);
    tables.push(offered.map((one) => featureTable(one, collection.now, vectors)));
  }
  return tables;
}

function row(
  name: string,
  conversations: readonly (readonly FeatureTable[])[],
  by: Weights,
): readonly string[] {
  const answers = conversations.map((tables) => tables.map((table) => answerBy(table, by)));
  const parts = [
    answers,
    answers.slice(0, fittedConversations),
    answers.slice(fittedConversations),
  ];
  return [name, ...parts.map((part) => (100 * macroNdcg(part.flat())).toFixed(2))];
}
