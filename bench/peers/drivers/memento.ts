// @gannonh/memento-mcp (npm): its graph manager over its Neo4j storage, without the MCP transport. Without an OpenAI key it makes random vectors.
process.env['MOCK_EMBEDDINGS'] = 'true';
delete process.env['OPENAI_API_KEY'];

import { Packages } from './packages.ts';
import { entitiesOf, serve, wordOf } from './serve.ts';

interface StorageOptions {
  readonly config: {
    readonly uri: string;
    readonly username: string;
    readonly password: string;
    readonly database: string;
  };
}

interface Storage {
  /** Resolves when the schema is there. */
  initializeSchema(): Promise<void>;
  close(): Promise<void>;
}

interface Entity {
  readonly name: string;
  readonly entityType: string;
  readonly observations: readonly string[];
}

interface Manager {
  createEntities(entities: readonly Entity[]): Promise<unknown>;
  createRelations(
    relations: readonly { from: string; to: string; relationType: string }[],
  ): Promise<unknown>;
  searchNodes(query: string): Promise<{ entities: readonly unknown[] }>;
}

const packages = new Packages();
const place = '@gannonh/memento-mcp/dist';
const { Neo4jStorageProvider } = (await packages.loadFile(
  `${place}/storage/neo4j/Neo4jStorageProvider.js`,
)) as { Neo4jStorageProvider: new (options: StorageOptions) => Storage };
const { KnowledgeGraphManager } = (await packages.loadFile(
  `${place}/KnowledgeGraphManager.js`,
)) as { KnowledgeGraphManager: new (options: { storageProvider: Storage }) => Manager };

/** The constructor begins to set up the schema and does not wait; a second set-up beside it may meet a deadlock. */
async function openStorage(options: StorageOptions): Promise<Storage> {
  let begun: Promise<void> | undefined;
  class AwaitedStorage extends Neo4jStorageProvider {
    override initializeSchema(): Promise<void> {
      begun = super.initializeSchema();
      return begun;
    }
  }
  const storage = new AwaitedStorage(options);
  await (begun ?? storage.initializeSchema());
  return storage;
}

async function remember(manager: Manager, number: number): Promise<void> {
  const [person, project] = entitiesOf(number);
  const observations = [`${person} chose ${project}`];
  await manager.createEntities([
    { name: wordOf(number), entityType: 'memory', observations },
    { name: person, entityType: 'person', observations: [] },
    { name: project, entityType: 'project', observations: [] },
  ]);
  await manager.createRelations(
    [person, project].map((to) => ({ from: wordOf(number), to, relationType: 'mentions' })),
  );
}

await serve({
  driver: packages.driver,
  sessions: packages.countSessions(),
  open: async ({ url: uri, username, password }) => {
    const storage = await openStorage({ config: { uri, username, password, database: 'neo4j' } });
    const manager = new KnowledgeGraphManager({ storageProvider: storage });
    return {
      remember: (number) => remember(manager, number),
      recall: async (number) => (await manager.searchNodes(wordOf(number))).entities.length,
      close: () => storage.close(),
    };
  },
});
