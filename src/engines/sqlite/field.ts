import type { Connection } from './connection.ts';
import { fieldCame, fieldWent, type StoredField } from './field-index.ts';

// What full text finds a memory by; see `ownLines` in the port for the three lines of its terms.

const insertFieldRow = `
INSERT INTO memory_fields (row, facets, terms)
VALUES (?, ?, ?)`;

const updateField = `
UPDATE memory_fields
SET facets = $facets,
    terms = $terms
WHERE row = $row`;

const deleteFieldRow = `
DELETE FROM memory_fields
WHERE row = ?`;

const fieldInRow = `
SELECT row, facets, terms
FROM memory_fields
WHERE row = ?`;

const placeOfRow = `
SELECT space, session, order_key AS key
FROM nodes
WHERE row = ?
  AND session IS NOT NULL`;

const termsBefore = `
SELECT f.terms
FROM (
  SELECT row
  FROM nodes
  WHERE space = $space
    AND session = $session
    AND order_key < $key
  ORDER BY order_key DESC
  LIMIT 2
) before
CROSS JOIN memory_fields f ON f.row = before.row`;

const rowsAfter = `
SELECT row
FROM nodes
WHERE space = $space
  AND session = $session
  AND order_key > $key
ORDER BY order_key
LIMIT 2`;

const deleteOldDocument = `
DELETE FROM documents
WHERE rowid = ?`;

const addToOldDocument = `
UPDATE documents
SET text = text || char(10) || ?
WHERE rowid = ?`;

/** Where a memory stands in a session. */
export interface SessionPlace {
  readonly space: string;
  readonly session: string;
  /** Its order key. */
  readonly key: string;
}

export interface NewField {
  readonly facets: string;
  /** As `ownLines` makes them. */
  readonly lines: string;
  /** Absent outside of sessions. */
  readonly place?: SessionPlace | undefined;
}

/** Stores the field of a memory; whoever comes after it in its session is to be refreshed. */
export function insertField(connection: Connection, row: number, field: NewField): void {
  const { facets, lines, place } = field;
  const carried = place === undefined ? '' : carriedTo(connection, place);
  const terms = lines + carried;
  connection.run(insertFieldRow, row, facets, terms);
  fieldCame(connection, { row, facets, terms });
}

/** Puts a field into the place of the one that there is, be it an old document. */
export function replaceField(connection: Connection, row: number, field: NewField): void {
  deleteField(connection, row);
  insertField(connection, row, field);
}

/** Makes the last line of a field anew from the two memories that are before it now. */
export function refreshField(connection: Connection, row: number): void {
  const field = findField(connection, row);
  const place = placeOf(connection, row);
  if (field === undefined || place === undefined) return;
  const own = field.terms.slice(0, field.terms.lastIndexOf('\n') + 1);
  change(connection, field, { ...field, terms: own + carriedTo(connection, place) });
}

/** The rows of the two memories after a place, which take over the terms of whatever stands there. */
export function rowsFollowing(connection: Connection, place: SessionPlace): readonly number[] {
  return connection.all<{ readonly row: number }>(rowsAfter, { ...place }).map(({ row }) => row);
}

/** Where the memory of a row stands; undefined outside of sessions. */
export const placeOf = (connection: Connection, row: number): SessionPlace | undefined =>
  connection.get<SessionPlace>(placeOfRow, row);

/** What the two memories before a place pass on. */
function carriedTo(connection: Connection, place: SessionPlace): string {
  return connection
    .all<{ readonly terms: string }>(termsBefore, { ...place })
    .map(({ terms }) => terms.slice(0, terms.indexOf('\n')))
    .join(' ');
}

interface Added {
  readonly terms: readonly string[];
  /** The text that they were made of, for a memory that has no terms yet. */
  readonly text: string;
}

/** Adds to what a memory itself is found by. */
export function addToField(connection: Connection, row: number, { terms, text }: Added): void {
  const field = findField(connection, row);
  if (field === undefined) {
    connection.run(addToOldDocument, text.normalize('NFKC'), row);
    return;
  }
  const end = field.terms.lastIndexOf('\n');
  const made = `${field.terms.slice(0, end)} ${terms.join(' ')}${field.terms.slice(end)}`;
  change(connection, field, { ...field, terms: made });
}

/** Lets a memory be found by one more facet. */
export function addFacet(connection: Connection, row: number, facet: string): void {
  const field = findField(connection, row);
  if (field === undefined || field.facets.split(' ').includes(facet)) return;
  change(connection, field, { ...field, facets: `${field.facets} ${facet}` });
}

/** Takes every word of a memory out of full text. */
export function deleteField(connection: Connection, row: number): void {
  const field = findField(connection, row);
  if (field === undefined) connection.run(deleteOldDocument, row);
  else {
    fieldWent(connection, field);
    connection.run(deleteFieldRow, row);
  }
}

const findField = (connection: Connection, row: number): StoredField | undefined =>
  connection.get<StoredField>(fieldInRow, row);

function change(connection: Connection, from: StoredField, to: StoredField): void {
  if (from.facets === to.facets && from.terms === to.terms) return;
  fieldWent(connection, from);
  connection.run(updateField, { ...to });
  fieldCame(connection, to);
}
