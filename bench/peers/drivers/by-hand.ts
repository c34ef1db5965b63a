// The driver used by hand in three manners: `auto-commit`, `managed` (a transaction function) and `steps` (a session for each step).
import neo4j, { type Driver, type QueryResult } from 'neo4j-driver';
import driverPackage from 'neo4j-driver/package.json' with { type: 'json' };

import { countSessions } from './packages.ts';
import { contentOf, entitiesOf, type Peer, serve, wordOf } from './serve.ts';

const schema = [
  'CREATE CONSTRAINT hand_memory IF NOT EXISTS FOR (m:HandMemory) REQUIRE m.id IS UNIQUE',
  'CREATE CONSTRAINT hand_entity IF NOT EXISTS FOR (e:HandEntity) REQUIRE e.key IS UNIQUE',
  `CREATE FULLTEXT INDEX hand_text IF NOT EXISTS FOR (m:HandMemory) ON EACH [m.text]
OPTIONS {indexConfig: {\`fulltext.eventually_consistent\`: true}}`,
  'CALL db.awaitIndexes(60)',
];

const rememberStatement = `MERGE (m:HandMemory {id: $id})
ON CREATE SET m.text = $text, m.createdAt = $now
WITH m
UNWIND $entities AS entity
MERGE (e:HandEntity {key: entity.key})
ON CREATE SET e.name = entity.name
MERGE (m)-[:MENTIONS]->(e)`;

const recallStatement = `CALL db.index.fulltext.queryNodes('hand_text', $words, {limit: 10})
YIELD node, score
RETURN node.id AS id, node.text AS text, score, [(node)-[:MENTIONS]->(e) | e.name] AS entities`;

const steps = {
  memory: 'MERGE (m:HandMemory {id: $id}) ON CREATE SET m.text = $text, m.createdAt = $now',
  entity: 'MERGE (e:HandEntity {key: $key}) ON CREATE SET e.name = $name',
  link: 'MATCH (m:HandMemory {id: $id}), (e:HandEntity {key: $key}) MERGE (m)-[:MENTIONS]->(e)',
};

const rowOf = (
  number: number,
): { id: string; text: string; now: number; entities: { key: string; name: string }[] } => ({
  id: `m${number}`,
  text: contentOf(number),
  now: Date.now(),
  entities: entitiesOf(number).map((name) => ({ key: name.toLowerCase(), name })),
});

async function autoCommit(driver: Driver, text: string, values: object): Promise<QueryResult> {
  const session = driver.session({ database: 'neo4j' });
  try {
    return await session.run(text, values);
  } finally {
    await session.close();
  }
}

async function managed(driver: Driver, number: number): Promise<void> {
  const session = driver.session({ database: 'neo4j' });
  try {
    await session.executeWrite((transaction) => transaction.run(rememberStatement, rowOf(number)));
  } finally {
    await session.close();
  }
}

async function stepByStep(driver: Driver, number: number): Promise<void> {
  const { id, text, now, entities } = rowOf(number);
  await autoCommit(driver, steps.memory, { id, text, now });
  for (const { key, name } of entities) {
    await autoCommit(driver, steps.entity, { key, name });
    await autoCommit(driver, steps.link, { id, key });
  }
}

const manners: Readonly<Record<string, (driver: Driver, number: number) => Promise<unknown>>> = {
  'auto-commit': (driver, number) => autoCommit(driver, rememberStatement, rowOf(number)),
  managed,
  steps: stepByStep,
};

const sessions = countSessions(neo4j);
const remember = manners[process.argv[3] ?? ''];
if (remember === undefined)
  throw new Error(`The manner is one of ${Object.keys(manners).join(', ')}`);

await serve({
  driver: `neo4j-driver ${driverPackage.version}`,
  sessions,
  open: async ({ url, username, password }): Promise<Peer> => {
    const driver = neo4j.driver(url, neo4j.auth.basic(username, password));
    for (const statement of schema) await autoCommit(driver, statement, {});
    return {
      remember: (number) => remember(driver, number),
      recall: async (number) =>
        (await autoCommit(driver, recallStatement, { words: wordOf(number) })).records.length,
      close: () => driver.close(),
    };
  },
});
