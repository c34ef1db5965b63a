import { describe, inject, it } from 'vitest';

import type { Neo4jAddress } from './neo4j-server.ts';

/** The server of this run; ask inside `describeNeo4j`, and give every test a space of its own. */
export function neo4jAddress(): Neo4jAddress {
  const address = inject('neo4j');
  if (typeof address === 'string') throw new Error(`There is no Neo4j server here: ${address}`);
  return address;
}

/** A suite that needs the server; where there is none it is skipped as a whole, its body unread. */
export function describeNeo4j(name: string, body: () => void): void {
  const address = inject('neo4j');
  describe(name, () => {
    if (typeof address === 'string') it.skip(address);
    else body();
  });
}
