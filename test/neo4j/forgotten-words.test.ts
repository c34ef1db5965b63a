import { MemOS, Neo4jAdapter } from 'memos-graph';
import { expect, it } from 'vitest';

import { tokens } from '../../src/analysis/tokens.ts';
import { describeNeo4j, neo4jAddress } from '../support/neo4j.ts';
import { uniqueSpace } from './change-sets.ts';
import { openDriver } from './engines.ts';

const secret = 'zanzibarite';

const nodesWithWord = `
MATCH (n:MemoryNode)
WHERE n.space = $space AND n.id >= '' AND any(name IN keys(n) WHERE toString(n[name]) CONTAINS $word)
RETURN n.id AS id
ORDER BY id`;

const indexedWithWord = `
CALL db.index.fulltext.queryNodes('memos_graph_memory_terms', $query) YIELD node
RETURN node.id AS id
ORDER BY id`;

describeNeo4j('the words of a forgotten memory', () => {
  it('stand in no property and no index, those of the memories after it included', async () => {
    const space = uniqueSpace();
    await using memory = new MemOS(new Neo4jAdapter({ ...neo4jAddress(), space, migrate: true }));
    await using driver = openDriver();
    const [word = secret] = tokens(secret);
    const idsOf = async (text: string): Promise<readonly unknown[]> => {
      const parameters = { space, word, query: `+terms:${word}` };
      const { records } = await driver.executeQuery(text, parameters, { database: 'neo4j' });
      return records.map((record) => record.get('id'));
    };
    await memory.adapter.startSession({ id: 's' });
    const spoken = [`the ${secret} is told`, 'first after', 'second after', 'third after'];
    for (const [index, content] of spoken.entries())
      await memory.remember(content, { id: `said${index}`, sessionId: 's' });
    expect(await idsOf(nodesWithWord)).toEqual(['said0', 'said1', 'said2']);
    expect(await idsOf(indexedWithWord)).toEqual(['said0', 'said1', 'said2']);
    await memory.forget('said0');
    expect(await idsOf(nodesWithWord)).toEqual([]);
    expect(await idsOf(indexedWithWord)).toEqual([]);
    await memory.forget({ space: true });
  });
});
