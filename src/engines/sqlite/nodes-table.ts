import type { NodeKind } from '../../model/kind.ts';
import { type NodeRecord, orderKey } from '../../model/node-record.ts';
import type { Connection } from './connection.ts';
import {
  changeableColumns,
  changeableValues,
  nodeColumns,
  type StoredNode,
  toRecord,
} from './node-row.ts';

/** What writing needs to know of a stored node. */
export interface StoredMark {
  readonly row: number;
  readonly id: string;
  readonly kind: NodeKind;
  readonly name: string | null;
  readonly type: string | null;
  readonly target: string | null;
  readonly status: string | null;
  readonly order_key: string;
  readonly session: string | null;
  readonly analysis: number | null;
  readonly fingerprint: string | null;
  readonly written_by: string | null;
  readonly updated_by: string | null;
  readonly transitioned_by: string | null;
}

const markOfNode = `
SELECT row, id, kind, name, type, target, status, order_key, session, analysis, fingerprint, written_by, updated_by, transitioned_by
FROM nodes
WHERE space = ?
  AND id = ?`;

const insertedColumns = [
  'space',
  'id',
  'kind',
  'created_at',
  ...changeableColumns,
  'fingerprint',
  'written_by',
  'session',
  'analysis',
];

const insertNodeRow = `
INSERT INTO nodes (${insertedColumns.join(', ')})
VALUES (${insertedColumns.map(() => '?').join(', ')})`;

const updateNodeRow = `
UPDATE nodes
SET ${changeableColumns.map((column) => `${column} = ?`).join(', ')}
WHERE row = ?`;

const nodeOfRow = `
SELECT ${nodeColumns}
FROM nodes n
WHERE n.row = ?`;

const moveLinks = `
UPDATE links
SET from_key = ?
WHERE from_row = ?`;

/** Looks a node up by its key. */
export function findMark(
  connection: Connection,
  space: string,
  id: string,
): StoredMark | undefined {
  return connection.get<StoredMark>(markOfNode, space, id);
}

export interface NewNode {
  readonly space: string;
  readonly record: NodeRecord;
  readonly writtenBy: string;
  /** Of a memory: the session it is made in, and the version of its analysis. */
  readonly session: string | null;
  readonly analysis: number | null;
}

/** Stores a node that is not there yet and answers what writing will ask of it. */
export function insertNode(
  connection: Connection,
  { space, record, writtenBy, session, analysis }: NewNode,
): StoredMark {
  const { lastInsertRowid } = connection.run(
    insertNodeRow,
    space,
    record.id,
    record.kind,
    record.createdAt,
    ...changeableValues(record),
    record.fingerprint ?? null,
    writtenBy,
    session,
    analysis,
  );
  const { id, kind, name, type, target, status, fingerprint } = record;
  return {
    row: Number(lastInsertRowid),
    id,
    kind,
    name: name ?? null,
    type: type ?? null,
    target: target ?? null,
    status: status ?? null,
    order_key: orderKey(record),
    session,
    analysis,
    fingerprint: fingerprint ?? null,
    written_by: writtenBy,
    updated_by: null,
    transitioned_by: null,
  };
}

/** The full record of a row. */
export function recordOfRow(connection: Connection, row: number): NodeRecord | undefined {
  const found = connection.get<StoredNode>(nodeOfRow, row);
  return found === undefined ? undefined : toRecord(found);
}

export interface NodeUpdate {
  readonly row: number;
  readonly set: Partial<NodeRecord>;
}

/** Changes properties of a stored node, and all that is derived from them. */
export function updateNode(connection: Connection, { row, set }: NodeUpdate): void {
  const before = connection.get<StoredNode>(nodeOfRow, row);
  if (before === undefined) return;
  const record: NodeRecord = { ...toRecord(before), ...set };
  const values = changeableValues(record);
  connection.run(updateNodeRow, ...values, row);
  const key = values.at(-2) ?? null;
  if (key !== before.order_key) connection.run(moveLinks, key, row);
}
