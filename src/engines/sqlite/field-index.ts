import type { Connection } from './connection.ts';

// Full text of fields lags behind their table: it takes them over many at a time, since a write of one costs it as many pages as a
// write of many. What lies behind its last row is looked through by reading it.

/** So many rows, of memories and of others, may wait until full text takes them over. */
const mostWaitingRows = 128;
/** A longer field does not wait: it would cost every search until it is taken over. In characters. */
const longestWaitingField = 4_000;

const lastRowOfIndex = `
SELECT last_row
FROM field_index_state`;

const lastRowOfFields = `
SELECT max(row) AS last_row
FROM memory_fields`;

const takeOver = `
INSERT INTO field_index (rowid, facets, terms)
SELECT row, facets, terms
FROM memory_fields
WHERE row > ?
ORDER BY row`;

const setLastRow = `
UPDATE field_index_state
SET last_row = ?`;

const addToIndex = `
INSERT INTO field_index (rowid, facets, terms)
VALUES (?, ?, ?)`;

/** Full text of a table kept elsewhere forgets only what it is told. */
const removeFromIndex = `
INSERT INTO field_index (field_index, rowid, facets, terms)
VALUES ('delete', ?, ?, ?)`;

const waitingFields = `
SELECT row, facets, terms
FROM memory_fields
WHERE row > ?
ORDER BY row DESC`;

export interface StoredField {
  readonly row: number;
  readonly facets: string;
  readonly terms: string;
}

const rowOf = (connection: Connection, sql: string): number =>
  connection.get<{ last_row: number | null }>(sql)?.last_row ?? 0;

/** The last row that has a field; 0 when none has. */
export const lastFieldRow = (connection: Connection): number => rowOf(connection, lastRowOfFields);

/** To be called when a field was stored: at or before the last row of full text it does not wait, nor when it is long. */
export function fieldCame(connection: Connection, { row, facets, terms }: StoredField): void {
  const last = rowOf(connection, lastRowOfIndex);
  if (row <= last) connection.run(addToIndex, row, facets, terms);
  else if (facets.length + terms.length > longestWaitingField)
    takeOverBetween(connection, last, lastFieldRow(connection));
}

/** To be called with what a field was when it has changed or gone. */
export function fieldWent(connection: Connection, { row, facets, terms }: StoredField): void {
  if (row <= rowOf(connection, lastRowOfIndex)) connection.run(removeFromIndex, row, facets, terms);
}

/** Takes fields over when enough of them wait. */
export function takeFieldsOver(connection: Connection): void {
  const from = rowOf(connection, lastRowOfIndex);
  const to = lastFieldRow(connection);
  if (to - from >= mostWaitingRows) takeOverBetween(connection, from, to);
}

/** The fields that wait, the newest first. */
export const fieldsThatWait = (connection: Connection): readonly StoredField[] =>
  connection.all<StoredField>(waitingFields, rowOf(connection, lastRowOfIndex));

function takeOverBetween(connection: Connection, from: number, to: number): void {
  connection.run(takeOver, from);
  connection.run(setLastRow, to);
}
