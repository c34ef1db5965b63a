import neo4j, { type Driver } from 'neo4j-driver';

import type { Neo4jAddress } from '../../test/support/neo4j-server.ts';

/** A server whose whole database may be emptied: the benchmark's own. */
export class ScratchDatabase implements AsyncDisposable {
  readonly address: Neo4jAddress;
  readonly #driver: Driver;

  constructor({ url, username, password }: Neo4jAddress) {
    this.address = { url, username, password };
    this.#driver = neo4j.driver(url, neo4j.auth.basic(username, password));
  }

  /** Removes every constraint, index, node and link, and every plan that was made for them. */
  async empty(): Promise<void> {
    for (const name of await this.#names('SHOW CONSTRAINTS YIELD name RETURN name'))
      await this.#run(`DROP CONSTRAINT \`${name}\``);
    const indexes = "SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP' RETURN name";
    for (const name of await this.#names(indexes)) await this.#run(`DROP INDEX \`${name}\``);
    await this.#run('MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS');
    await this.#run('CALL db.clearQueryCaches()');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#driver.close();
  }

  async #names(statement: string): Promise<readonly string[]> {
    return (await this.#run(statement)).map((row) => String(row['name']));
  }

  async #run(statement: string): Promise<readonly Record<string, unknown>[]> {
    const session = this.#driver.session({ database: 'neo4j' }); // auto-commit: CALL … IN TRANSACTIONS needs it
    try {
      const { records } = await session.run(statement);
      return records.map((record) => record.toObject());
    } finally {
      await session.close();
    }
  }
}
