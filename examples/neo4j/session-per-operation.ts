// A memory in the manner of many first drafts: every small step opens a session of its own.
import neo4j, { type Driver } from 'neo4j-driver';

class GraphMemory {
  readonly #driver: Driver;

  constructor(driver: Driver) {
    this.#driver = driver;
  }

  async remember(id: string, content: string, entities: readonly string[]): Promise<void> {
    await this.createMemory(id, content);
    for (const name of entities) {
      await this.createEntity(name);
      await this.link(id, name);
    }
  }

  async recall(name: string): Promise<readonly string[]> {
    const entity = await this.findEntity(name);
    const contents = await this.findMemories(entity);
    const others = await this.findOthers(entity);
    return [...contents, ...others];
  }

  async createMemory(id: string, content: string): Promise<void> {
    await using session = this.#driver.session();
    await session.run('MERGE (m:DraftMemory {id: $id}) SET m.content = $content', { id, content });
  }

  async createEntity(name: string): Promise<void> {
    await using session = this.#driver.session();
    await session.run('MERGE (:DraftEntity {name: $name})', { name });
  }

  async link(id: string, name: string): Promise<void> {
    await using session = this.#driver.session();
    await session.run(
      'MATCH (m:DraftMemory {id: $id}), (e:DraftEntity {name: $name}) MERGE (m)-[:ABOUT]->(e)',
      { id, name },
    );
  }

  async findEntity(name: string): Promise<string> {
    await using session = this.#driver.session();
    const found = await session.run('MATCH (e:DraftEntity {name: $name}) RETURN e.name', { name });
    return found.records[0]?.get('e.name') as string;
  }

  async findMemories(name: string): Promise<readonly string[]> {
    await using session = this.#driver.session();
    const found = await session.run(
      'MATCH (m:DraftMemory)-[:ABOUT]->(:DraftEntity {name: $name}) RETURN m.content ORDER BY m.id',
      { name },
    );
    return found.records.map((record) => record.get('m.content') as string);
  }

  async findOthers(name: string): Promise<readonly string[]> {
    await using session = this.#driver.session();
    const found = await session.run(
      'MATCH (:DraftEntity {name: $name})<-[:ABOUT]-()-[:ABOUT]->(other) RETURN DISTINCT other.name ORDER BY other.name',
      { name },
    );
    return found.records.map((record) => record.get('other.name') as string);
  }

  async forgetAll(): Promise<void> {
    await using session = this.#driver.session();
    await session.run('MATCH (n) WHERE n:DraftMemory OR n:DraftEntity DETACH DELETE n');
  }
}

const { NEO4J_URI = 'bolt://localhost:7687', NEO4J_PASSWORD = '' } = process.env;
await using driver = neo4j.driver(NEO4J_URI, neo4j.auth.basic('neo4j', NEO4J_PASSWORD));
const memory = new GraphMemory(driver);

await memory.remember('m1', 'Ada promised the outage report', ['Ada', 'outage report']);
await memory.remember('m2', 'Grace deploys on Tuesdays only', ['Grace', 'deployment']);
console.log(await memory.recall('Ada'));
await memory.forgetAll();
