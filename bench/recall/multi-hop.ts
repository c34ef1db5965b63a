import * as z from 'zod';

import { type Asked, type Collection, readData } from './collection.ts';

interface Paragraph {
  readonly title: string;
  readonly text: string;
}

const paragraphs = z.array(z.object({ title: z.string(), text: z.string() }));

/**
 * Questions over two or more paragraphs of an encyclopedia: 2WikiMultihopQA (Ho et al., 2020), HotpotQA (Yang et al., 2018), MuSiQue
 * (Trivedi et al., 2022). Each paragraph is a memory, about the entity of its title and every other title that its text names.
 */
export const readMultiHop = (folder: string): readonly Collection[] => [
  readTwoWiki(folder),
  readHotpot(folder),
  readMusique(folder),
];

function readTwoWiki(folder: string): Collection {
  const corpus = readData(folder, '2wikimultihopqa_corpus.json', paragraphs);
  const questions = z.array(z.object({ question: z.string(), ground_truth: z.array(z.string()) }));
  const asked = readData(folder, 'vdb_101.json', questions).map(({ question, ground_truth }) => ({
    text: question,
    relevant: titled(corpus, ground_truth),
  }));
  return collectionOf('2WikiMultihopQA', corpus, asked);
}

function readHotpot(folder: string): Collection {
  const sentences = z.record(z.string(), z.array(z.string()));
  const corpus = Object.entries(readData(folder, 'hotpotqa_train_corpus.json', sentences)).map(
    ([title, texts]): Paragraph => ({ title, text: texts.join('') }),
  );
  const fact = z.tuple([z.string(), z.number()]);
  const questions = z.array(z.object({ question: z.string(), supporting_facts: z.array(fact) }));
  const asked = readData(folder, 'hotpotqa_train.json', questions).map((row) => ({
    text: row.question,
    relevant: titled(
      corpus,
      row.supporting_facts.map(([title]) => title),
    ),
  }));
  return collectionOf('HotpotQA', corpus, asked);
}

function readMusique(folder: string): Collection {
  const corpus = readData(folder, 'musique_train_corpus.json', paragraphs);
  const paragraph = z.object({
    title: z.string(),
    paragraph_text: z.string(),
    is_supporting: z.boolean(),
  });
  const questions = z.array(z.object({ question: z.string(), paragraphs: z.array(paragraph) }));
  const places = new Map(corpus.map(({ title, text }, place) => [`${title}\n${text}`, place]));
  const asked = readData(folder, 'musique_train.json', questions).map((row) => {
    const supporting = row.paragraphs.filter(({ is_supporting }) => is_supporting);
    const found = supporting.flatMap(
      (one) => places.get(`${one.title}\n${one.paragraph_text}`) ?? [],
    );
    return { text: row.question, relevant: new Set(found.map(idOf)) };
  });
  return collectionOf('MuSiQue', corpus, asked);
}

const idOf = (place: number): string => `paragraph-${place}`;

function titled(corpus: readonly Paragraph[], titles: readonly string[]): ReadonlySet<string> {
  const wanted = new Set(titles);
  return new Set(corpus.flatMap(({ title }, place) => (wanted.has(title) ? [idOf(place)] : [])));
}

function collectionOf(
  name: string,
  corpus: readonly Paragraph[],
  asked: readonly Omit<Asked, 'category'>[],
): Collection {
  const known = new Set(corpus.map(({ title }) => comparable(bare(title))));
  const start = Date.UTC(2026, 0, 1);
  return {
    name,
    now: new Date(start + corpus.length * 1000).toISOString(),
    items: corpus.map(({ title, text }, place) => ({
      id: idOf(place),
      content: `${title}: ${text}`,
      occurredAt: new Date(start + place * 1000).toISOString(),
      entities: [bare(title), ...namesIn(text, known)].slice(0, mostEntities),
    })),
    asked: asked.map((one) => ({ ...one, category: name })),
  };
}

const mostEntities = 64;

/** Without what tells homonyms apart: `Mercury (planet)` is named Mercury in a text. */
const bare = (title: string): string => title.replace(/\s*\([^)]*\)$/, '');

const comparable = (name: string): string => name.normalize('NFKC').toLowerCase();

const longestName = 7;

/** The known names that a text holds, as runs of words that begin with a capital or a digit. */
function namesIn(text: string, known: ReadonlySet<string>): readonly string[] {
  const words = text.split(/[\s,;]+/).map(withoutMarks);
  const found = new Map<string, string>();
  for (const [start, first] of words.entries()) {
    if (!/^[\p{Lu}\p{N}]/u.test(first)) continue;
    for (let length = 1; length <= longestName; length += 1) {
      const name = words.slice(start, start + length).join(' ');
      if (known.has(comparable(name))) found.set(comparable(name), name);
    }
  }
  return [...found.values()];
}

const withoutMarks = (word: string): string =>
  word.replaceAll(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$|['’]s\W*$/gu, '');
