import { memoryTermsIndex, oldTextIndex } from './schema-names.ts';
import { defineStatement, type Statement } from './statement.ts';

/** The version that this release reads and writes. */
export const schemaVersion = 2;

/** One constraint or index, as SHOW describes it, with the statement that makes it. */
export interface SchemaPart {
  readonly name: string;
  readonly isConstraint: boolean;
  /** As SHOW CONSTRAINTS or SHOW INDEXES calls it. */
  readonly type: string;
  readonly on: 'NODE' | 'RELATIONSHIP';
  readonly labels: readonly string[];
  readonly properties: readonly string[];
  /** Of a full-text index. */
  readonly analyser?: string;
  readonly create: Statement;
}

const write = (name: string, text: string): Statement => defineStatement(name, 'write', text);
const read = (name: string, text: string): Statement => defineStatement(name, 'read', text);

const nodeIndex = (name: string, label: string, properties: readonly string[]): SchemaPart => ({
  name,
  isConstraint: false,
  type: 'RANGE',
  on: 'NODE',
  labels: [label],
  properties,
  create: write(
    name,
    `CYPHER 5
CREATE INDEX ${name} IF NOT EXISTS
FOR (n:${label})
ON (${properties.map((property) => `n.${property}`).join(', ')})`,
  ),
});

const nodeKey = (name: string, label: string, properties: readonly string[]): SchemaPart => ({
  name,
  isConstraint: true,
  type: 'UNIQUENESS',
  on: 'NODE',
  labels: [label],
  properties,
  create: write(
    name,
    `CYPHER 5
CREATE CONSTRAINT ${name} IF NOT EXISTS
FOR (n:${label})
REQUIRE (${properties.map((property) => `n.${property}`).join(', ')}) IS UNIQUE`,
  ),
});

const fullTextIndex = (
  name: string,
  properties: readonly string[],
  analyser: string,
): SchemaPart => ({
  name,
  isConstraint: false,
  type: 'FULLTEXT',
  on: 'NODE',
  labels: ['Memory'],
  properties,
  analyser,
  create: write(
    name,
    `CYPHER 5
CREATE FULLTEXT INDEX ${name} IF NOT EXISTS
FOR (n:Memory)
ON EACH [${properties.map((property) => `n.${property}`).join(', ')}]
OPTIONS {indexConfig: {\`fulltext.analyzer\`: '${analyser}', \`fulltext.eventually_consistent\`: false}}`,
  ),
});

/** Everything the statements rely on; constraints first, because an index of the same place would be in their way. */
export const schemaParts: readonly SchemaPart[] = [
  nodeKey('memos_graph_node_key', 'MemoryNode', ['space', 'id']),
  nodeKey('memos_graph_schema_key', 'MemosGraphSchema', ['id']),
  nodeIndex('memos_graph_memory_order', 'Memory', ['space', 'orderKey']),
  nodeIndex('memos_graph_memory_kind', 'Memory', ['space', 'kind', 'orderKey']),
  nodeIndex('memos_graph_memory_status', 'Memory', ['space', 'kind', 'status', 'orderKey']),
  nodeIndex('memos_graph_memory_session', 'Memory', ['space', 'session', 'orderKey']),
  nodeIndex('memos_graph_commitment_due', 'Commitment', ['space', 'status', 'dueKey']),
  nodeIndex('memos_graph_alias_target', 'Alias', ['space', 'target']),
  {
    name: 'memos_graph_about_latest',
    isConstraint: false,
    type: 'RANGE',
    on: 'RELATIONSHIP',
    labels: ['ABOUT'],
    properties: ['context', 'at'],
    create: write(
      'memos_graph_about_latest',
      `CYPHER 5
CREATE INDEX memos_graph_about_latest IF NOT EXISTS
FOR ()-[r:ABOUT]-()
ON (r.context, r.at)`,
    ),
  },
  fullTextIndex(memoryTermsIndex, ['terms', 'facets'], 'whitespace'),
  fullTextIndex(oldTextIndex, ['text', 'scope'], 'standard-folding'),
];

export const readSchemaVersion = read(
  'readSchemaVersion',
  `CYPHER 5
MATCH (s:MemosGraphSchema {id: $p.id})
RETURN s.version AS version`,
);

/** Never lowers the version. */
export const writeSchemaVersion = write(
  'writeSchemaVersion',
  `CYPHER 5
MERGE (s:MemosGraphSchema {id: $p.id})
WITH s
WHERE coalesce(s.version < $p.version, true)
SET s.version = $p.version`,
);

export const showConstraints = read(
  'showConstraints',
  `CYPHER 5
SHOW CONSTRAINTS
YIELD name, type, entityType, labelsOrTypes, properties`,
);

export const showIndexes = read(
  'showIndexes',
  `CYPHER 5
SHOW INDEXES
YIELD name, type, entityType, labelsOrTypes, properties, state, options`,
);

export const awaitIndexes = read(
  'awaitIndexes',
  `CYPHER 5
CALL db.awaitIndexes(300)`,
);

/** The smallest statement there is: for the latency. */
export const ping = read(
  'ping',
  `CYPHER 5
RETURN 1 AS one`,
);

export const serverVersion = read(
  'serverVersion',
  `CYPHER 5
CALL dbms.components()
YIELD name, versions
RETURN name, versions[0] AS version`,
);

/** What keeps LOAD CSV from reaching files and addresses. */
export const showSettings = read(
  'showSettings',
  `CYPHER 5
SHOW SETTINGS 'dbms.security.allow_csv_import_from_file_urls', 'internal.dbms.cypher_ip_blocklist'
YIELD name, value`,
);
