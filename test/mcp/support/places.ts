import { MemOS, Neo4jAdapter } from 'memos-graph';
import { afterAll, beforeAll, describe, vi } from 'vitest';

import { Workplace } from '../../cli/support/command-line.ts';
import { uniqueSpace } from '../../contract/engines.ts';
import { describeNeo4j, neo4jAddress } from '../../support/neo4j.ts';

// Each test starts processes that load and connect, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 });

/** Where a server process finds its memory. */
export interface Place extends Disposable {
  readonly workplace: Workplace;
  /** Options of every command that name the memory. */
  readonly options: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

export type PlaceName = 'sqlite' | 'neo4j';

/** One suite for server processes over both engines; each place is empty, and of the test that asks for it. */
export function describePlaces(
  name: string,
  body: (makePlace: () => Promise<Place>, engine: PlaceName) => void,
): void {
  describe(`${name} (sqlite)`, () => {
    body(async () => {
      const workplace = new Workplace();
      const options = ['--url', workplace.url];
      await workplace.run(['schema', 'apply', ...options]);
      return {
        workplace,
        options,
        environment: {},
        [Symbol.dispose]: () => workplace[Symbol.dispose](),
      };
    }, 'sqlite');
  });
  describeNeo4j(`${name} (neo4j)`, () => {
    const spaces: string[] = [];
    beforeAll(async () => {
      await using adapter = new Neo4jAdapter({ ...neo4jAddress(), migrate: true });
      await new MemOS(adapter).list();
    }, 180_000);
    afterAll(async () => {
      await using adapter = new Neo4jAdapter({ ...neo4jAddress(), warm: false });
      for (const space of spaces) await new MemOS(adapter.inSpace(space)).forget({ space: true });
    });
    body(async () => {
      const workplace = new Workplace();
      const { url, username, password } = neo4jAddress();
      const space = uniqueSpace();
      spaces.push(space);
      return {
        workplace,
        options: ['--url', url, '--username', username, '--space', space],
        environment: { NEO4J_PASSWORD: password },
        [Symbol.dispose]: () => workplace[Symbol.dispose](),
      };
    }, 'neo4j');
  });
}
