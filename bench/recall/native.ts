import neo4j from 'neo4j-driver';

import { openDatabase } from '../../src/engines/sqlite/sqlite-driver.ts';
import type { Neo4jAddress } from '../../test/support/neo4j-server.ts';
import type { Answer } from './answers.ts';
import type { Collection } from './collection.ts';

const depth = 100;

/** Any word of a question, as both engines would be asked without us. */
const words = (text: string): readonly string[] => [
  ...new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []),
];

/** Plain full text of SQLite: FTS5 with its default tokeniser over the content, any of the words, ranked by its BM25. */
export function askFullTextOfSqlite({ items, asked }: Collection): readonly Answer[] {
  const database = openDatabase(':memory:', { readOnly: false });
  try {
    database.exec('CREATE VIRTUAL TABLE plain USING fts5(id UNINDEXED, content)');
    const insert = database.prepare('INSERT INTO plain (id, content) VALUES (?, ?)');
    for (const { id, content } of items) insert.run(id, content);
    const search = database.prepare(
      'SELECT id, content FROM plain WHERE plain MATCH ? ORDER BY rank, rowid LIMIT ?',
    );
    return asked.map((one) => {
      const query = words(one.text)
        .map((word) => `"${word}"`)
        .join(' OR ');
      return answerOf(one, search.all(query, depth) as Row[]); // the columns above
    });
  } finally {
    database.close();
  }
}

interface Row {
  readonly id: string;
  readonly content: string;
}

const answerOf = (asked: Answer['asked'], rows: readonly Row[]): Answer => ({
  asked,
  found: rows.map(({ id }) => id),
  contents: rows.map(({ content }) => content),
});

/** Plain full text of Neo4j: an index with its default analyser over the content, any of the words, ranked by Lucene. */
export async function askFullTextOfNeo4j(
  { url, username, password }: Neo4jAddress,
  { items, asked }: Collection,
): Promise<readonly Answer[]> {
  const driver = neo4j.driver(url, neo4j.auth.basic(username, password));
  const run = async (text: string, parameters: object = {}): Promise<readonly Row[]> => {
    const { records } = await driver.executeQuery(text, parameters);
    return records.map((record) => record.toObject() as Row); // the columns of each text below
  };
  try {
    await run(
      'CREATE FULLTEXT INDEX benchPlain IF NOT EXISTS FOR (n:BenchPlain) ON EACH [n.content]',
    );
    await run('CALL db.awaitIndexes(60)');
    await run(
      'UNWIND $items AS item CREATE (n:BenchPlain) SET n.id = item.id, n.content = item.content',
      {
        items: items.map(({ id, content }) => ({ id, content })),
      },
    );
    await run('CALL db.index.fulltext.awaitEventuallyConsistentIndexRefresh()');
    const answers: Answer[] = [];
    for (const one of asked) {
      const query = words(one.text)
        .map((word) => `"${word}"`)
        .join(' OR ');
      const search =
        "CALL db.index.fulltext.queryNodes('benchPlain', $query, {limit: $limit}) YIELD node, score " +
        'RETURN node.id AS id, node.content AS content ORDER BY score DESC, id';
      answers.push(answerOf(one, await run(search, { query, limit: neo4j.int(depth) })));
    }
    return answers;
  } finally {
    await run('MATCH (n:BenchPlain) DELETE n');
    await run('DROP INDEX benchPlain IF EXISTS');
    await driver.close();
  }
}
