import * as packageRoot from 'memos-graph';
import * as neo4j from 'memos-graph/neo4j';
import * as sqlite from 'memos-graph/sqlite';
import * as watch from 'memos-graph/watch';
import { expect, it } from 'vitest';

it('exports these values and no others', () => {
  expect(Object.keys(packageRoot).toSorted()).toMatchInlineSnapshot(`
    [
      "AbortedError",
      "Adapter",
      "AliasConflictError",
      "BackpressureError",
      "CapabilityMissingError",
      "ClosedError",
      "ContextChangedError",
      "ContextClosedError",
      "ContextFailedError",
      "ContextLostError",
      "DatabaseBusyError",
      "DatabaseFailedError",
      "DatabaseRefusedError",
      "DatabaseUnavailableError",
      "FileUnusableError",
      "IdConflictError",
      "InvalidInputError",
      "MemOS",
      "MemosGraphError",
      "Neo4jAdapter",
      "Neo4jSessionContext",
      "NodeNotFoundError",
      "QueryFailedError",
      "QueryRefusedError",
      "ReadOnlyError",
      "SchemaConflictError",
      "SchemaMissingError",
      "SchemaNewerError",
      "SessionContext",
      "SqliteAdapter",
      "SqliteUnavailableError",
      "TimeoutError",
      "bounds",
      "entityId",
      "estimateTokens",
      "openMemory",
      "patternStrength",
    ]
  `);
  expect([Object.keys(sqlite), Object.keys(neo4j).toSorted()]).toMatchInlineSnapshot(`
    [
      [
        "SqliteAdapter",
      ],
      [
        "Neo4jAdapter",
        "Neo4jSessionContext",
      ],
    ]
  `);
  expect(Object.keys(watch).toSorted()).toEqual(['formatReport', 'watchDriver']);
});
