import type { Connection } from './connection.ts';

/** What is known of a memory that was, or is to be, superseded. */
export interface Supersedable {
  readonly row: number;
  readonly id: string;
  readonly status: string | null;
  readonly valid_from: string | null;
  readonly superseded_by: string | null;
  readonly previous_status: string | null;
}

/** A memory that supersedes. */
export interface Superseder {
  readonly id: string;
  readonly occurred_at: string | null;
  readonly created_at: string;
}

const supersedableNode = `
SELECT row, id, status, valid_from, superseded_by, previous_status
FROM nodes
WHERE row = ?`;

const supersederNode = `
SELECT id, occurred_at, created_at
FROM nodes
WHERE row = ?`;

const setSupersession = `
UPDATE nodes
SET superseded_by = ?,
    valid_to = ?,
    status = ?,
    previous_status = ?
WHERE row = ?`;

/** A status that ends when something else takes the place of the memory; an ended one stays as it is. */
const liveStatuses: ReadonlySet<string | null> = new Set(['active', 'open', 'in_force']);

export function findSupersedable(connection: Connection, row: number): Supersedable | undefined {
  return connection.get<Supersedable>(supersedableNode, row);
}

export function findSuperseder(connection: Connection, row: number): Superseder | undefined {
  return connection.get<Superseder>(supersederNode, row);
}

/** Closes a memory that nothing has superseded yet. */
export function supersede(connection: Connection, old: Supersedable, by: Superseder): void {
  const status = liveStatuses.has(old.status) ? 'superseded' : old.status;
  connection.run(setSupersession, by.id, endOf(old, by), status, old.status, old.row);
}

/** Names another superseder, because the first one is gone. */
export function succeed(connection: Connection, old: Supersedable, by: Superseder): void {
  connection.run(setSupersession, by.id, endOf(old, by), old.status, old.previous_status, old.row);
}

/** Puts a memory in force again. */
export function restore(connection: Connection, old: Supersedable): void {
  connection.run(setSupersession, null, null, old.previous_status ?? old.status, null, old.row);
}

/** A memory never ends before it began. */
function endOf(old: Supersedable, by: Superseder): string {
  const at = by.occurred_at ?? by.created_at;
  return old.valid_from !== null && old.valid_from > at ? old.valid_from : at;
}
