import type { Connection } from './connection.ts';

// What full text finds a memory by; see `ownLines` in the port for the three lines of its terms.

const insertFieldRow = `
INSERT INTO fields (rowid, facets, terms)
VALUES (?, ?, ?)`;

const updateTerms = `
UPDATE fields
SET terms = ?
WHERE rowid = ?`;

const updateFacets = `
UPDATE fields
SET facets = facets || ' ' || $facet
WHERE rowid = $row
  AND instr(facets, $facet) = 0`;

const deleteFieldRow = `
DELETE FROM fields
WHERE rowid = ?`;

const fieldOfRow = `
SELECT f.terms, n.space, n.session, n.order_key
FROM fields f
CROSS JOIN nodes n ON n.row = f.rowid
WHERE f.rowid = ?`;

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
CROSS JOIN fields f ON f.rowid = before.row`;

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
  connection.run(insertFieldRow, row, facets, lines + carried);
}

/** Puts a field into the place of the one that there is, be it an old document. */
export function replaceField(connection: Connection, row: number, field: NewField): void {
  deleteField(connection, row);
  insertField(connection, row, field);
}

/** Makes the last line of a field anew from the two memories that are before it now. */
export function refreshField(connection: Connection, row: number): void {
  const field = connection.get<{
    readonly terms: string;
    readonly space: string;
    readonly session: string | null;
    readonly order_key: string;
  }>(fieldOfRow, row);
  if (field === undefined || field.session === null) return;
  const { terms, space, session, order_key: key } = field;
  const own = terms.slice(0, terms.lastIndexOf('\n') + 1);
  const made = own + carriedTo(connection, { space, session, key });
  if (made !== terms) connection.run(updateTerms, made, row);
}

/** The rows of the two memories after a place, which take over the terms of whatever stands there. */
export function rowsFollowing(connection: Connection, place: SessionPlace): readonly number[] {
  return connection.all<{ readonly row: number }>(rowsAfter, { ...place }).map(({ row }) => row);
}

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
  const field = connection.get<{ readonly terms: string }>(fieldOfRow, row);
  if (field === undefined) {
    connection.run(addToOldDocument, text.normalize('NFKC'), row);
    return;
  }
  const end = field.terms.lastIndexOf('\n');
  const made = `${field.terms.slice(0, end)} ${terms.join(' ')}${field.terms.slice(end)}`;
  connection.run(updateTerms, made, row);
}

/** Lets a memory be found by one more facet. */
export function addFacet(connection: Connection, row: number, facet: string): void {
  connection.run(updateFacets, { facet, row });
}

/** Takes every word of a memory out of full text. */
export function deleteField(connection: Connection, row: number): void {
  connection.run(deleteFieldRow, row);
  connection.run(deleteOldDocument, row);
}
