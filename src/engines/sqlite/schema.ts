import { type MemoryKind, memoryKinds } from '../../model/kind.ts';

/** Marks a file as one of memos-graph: the letters `memo`. */
export const applicationId = 0x6d656d6f;

/** One step of the schema; steps are only ever added. */
interface Migration {
  readonly version: number;
  readonly summary: string;
  readonly sql: string;
}

/** Kinds of memories, as SQL takes them. */
export const kindList = (kinds: readonly MemoryKind[]): string =>
  kinds.map((kind) => `'${kind}'`).join(', ');

/** Every kind of memory. */
export const memoryKindList = kindList(memoryKinds);

/** The links that are found by their end; not what memories are about, which `links_about` has. */
export const linkedByEnd = (prefix = ''): string =>
  `${prefix}type <> 'ABOUT' OR ${prefix}from_kind NOT IN (${memoryKindList})`;

/**
 * Links name their ends by row, which keeps them small; the key and kind of the memory stand on its links, so that the latest
 * memories about an entity are the first ones of an index. Most memories have the status they began with, so only the other
 * ones are indexed by it.
 */
const first = `
CREATE TABLE nodes (
  row INTEGER PRIMARY KEY,
  space TEXT NOT NULL,
  id TEXT NOT NULL,
  kind TEXT NOT NULL,
  status TEXT,
  content TEXT,
  domain TEXT,
  created_at TEXT NOT NULL,
  occurred_at TEXT,
  valid_from TEXT,
  valid_to TEXT,
  superseded_by TEXT,
  previous_status TEXT,
  name TEXT,
  type TEXT,
  target TEXT,
  properties TEXT,
  order_key TEXT NOT NULL,
  due_key TEXT,
  fingerprint TEXT,
  written_by TEXT,
  updated_by TEXT,
  transitioned_by TEXT,
  UNIQUE (space, id)
) STRICT;

CREATE INDEX nodes_by_kind ON nodes (space, kind, order_key);
CREATE INDEX nodes_by_rare_status ON nodes (space, kind, status, order_key)
  WHERE status NOT IN ('active', 'in_force');
CREATE INDEX nodes_by_domain ON nodes (space, kind, domain, order_key) WHERE domain IS NOT NULL;
CREATE INDEX nodes_valid_early ON nodes (space) WHERE valid_from < coalesce(occurred_at, created_at);
CREATE INDEX nodes_by_due ON nodes (space, due_key) WHERE due_key IS NOT NULL;
CREATE INDEX nodes_by_status_and_due ON nodes (space, status, due_key) WHERE due_key IS NOT NULL;
CREATE INDEX nodes_by_target ON nodes (space, target) WHERE target IS NOT NULL;

CREATE TABLE links (
  from_row INTEGER NOT NULL,
  type TEXT NOT NULL,
  to_row INTEGER NOT NULL,
  from_key TEXT NOT NULL,
  from_kind TEXT NOT NULL,
  properties TEXT,
  written_by TEXT,
  PRIMARY KEY (from_row, type, to_row)
) STRICT, WITHOUT ROWID;

CREATE INDEX links_about ON links (to_row, from_key, from_kind) WHERE type = 'ABOUT';
CREATE INDEX links_by_end ON links (to_row, type, from_row) WHERE ${linkedByEnd()};

CREATE TABLE memory_counts (
  entity_row INTEGER PRIMARY KEY,
  count INTEGER NOT NULL
) STRICT;

CREATE VIRTUAL TABLE documents USING fts5(
  scope,
  text,
  tokenize = 'unicode61 remove_diacritics 2'
);
INSERT INTO documents (documents, rank) VALUES ('secure-delete', 1);
`;

/**
 * Terms come from the analysis, so the tokeniser only parts them at white space. Memories of the first version stay in `documents`
 * until they are reindexed.
 */
const second = `
ALTER TABLE nodes ADD COLUMN session TEXT;
ALTER TABLE nodes ADD COLUMN analysis INTEGER;

CREATE INDEX nodes_by_session ON nodes (space, session, order_key) WHERE session IS NOT NULL;
CREATE INDEX nodes_by_analysis ON nodes (space, coalesce(analysis, 0)) WHERE kind IN (${memoryKindList});

CREATE VIRTUAL TABLE fields USING fts5(
  facets,
  terms,
  tokenize = "unicode61 remove_diacritics 0 categories 'L* M* N* P* S* Co'"
);
INSERT INTO fields (fields, rank) VALUES ('secure-delete', 1);
`;

/**
 * Writing into full text touches some six pages, whatever it writes; so fields stand in a table, and full text takes them over many at
 * a time: those up to the row in `field_index_state`. The table has a name of its own, so that the statements of an older release that still has
 * the file open fail instead of passing full text by. An index of the memories of every analysis would cost each write a page too.
 */
const third = `
CREATE TABLE memory_fields (
  row INTEGER PRIMARY KEY,
  facets TEXT NOT NULL,
  terms TEXT NOT NULL
) STRICT;
INSERT INTO memory_fields (row, facets, terms) SELECT rowid, facets, terms FROM fields;
DROP TABLE fields;

CREATE VIRTUAL TABLE field_index USING fts5(
  facets,
  terms,
  content = 'memory_fields',
  content_rowid = 'row',
  columnsize = 0,
  tokenize = "unicode61 remove_diacritics 0 categories 'L* M* N* P* S* Co'"
);
INSERT INTO field_index (field_index, rank) VALUES ('secure-delete', 1);
INSERT INTO field_index (field_index) VALUES ('rebuild');

CREATE TABLE field_index_state (
  last_row INTEGER NOT NULL
) STRICT;
INSERT INTO field_index_state (last_row) SELECT coalesce(max(row), 0) FROM memory_fields;

DROP INDEX nodes_by_analysis;
CREATE INDEX nodes_of_other_analysis ON nodes (space) WHERE kind IN (${memoryKindList}) AND analysis IS NOT 1;
`;

export const migrations: readonly Migration[] = [
  { version: 1, summary: 'Created the tables of nodes, links and full text', sql: first },
  { version: 2, summary: 'Created the table of analysed terms', sql: second },
  { version: 3, summary: 'Let full text lag behind the fields of memories', sql: third },
];

/** The analysis whose memories `nodes_of_other_analysis` leaves out; a new analysis needs a step that makes that index anew. */
export const currentAnalysis = 1;

/** The version that this release needs. */
export const schemaVersion = 3;
