import type { NodeKind } from '../../model/kind.ts';
import { dueKey, type NodeRecord, orderKey } from '../../model/node-record.ts';
import type { SqlValue } from './sqlite-driver.ts';

/** A row of `nodes`, as `nodeColumns` selects it. */
export interface StoredNode {
  readonly row: number;
  readonly id: string;
  readonly kind: NodeKind;
  readonly status: string | null;
  readonly content: string | null;
  readonly domain: string | null;
  readonly created_at: string;
  readonly occurred_at: string | null;
  readonly valid_from: string | null;
  readonly valid_to: string | null;
  readonly superseded_by: string | null;
  readonly previous_status: string | null;
  readonly name: string | null;
  readonly type: string | null;
  readonly target: string | null;
  readonly properties: string | null;
  readonly order_key: string;
  readonly due_key: string | null;
}

const readColumns = [
  'row',
  'id',
  'kind',
  'status',
  'content',
  'domain',
  'created_at',
  'occurred_at',
  'valid_from',
  'valid_to',
  'superseded_by',
  'previous_status',
  'name',
  'type',
  'target',
  'properties',
  'order_key',
  'due_key',
] as const satisfies readonly (keyof StoredNode)[];

/** What every read selects of a node that its text calls so; the columns that only writing needs are left out. */
export const columnsOf = (alias: string): string =>
  readColumns.map((column) => `${alias}.${column}`).join(', ');

/** The same of a node `n`. */
export const nodeColumns = columnsOf('n');

/** The properties that have a column, in the order in which they are written. */
const optionalColumns = [
  ['status', 'status'],
  ['content', 'content'],
  ['domain', 'domain'],
  ['occurred_at', 'occurredAt'],
  ['valid_from', 'validFrom'],
  ['valid_to', 'validTo'],
  ['superseded_by', 'supersededBy'],
  ['previous_status', 'previousStatus'],
  ['name', 'name'],
  ['type', 'type'],
  ['target', 'target'],
] as const satisfies readonly (readonly [keyof StoredNode, keyof NodeRecord])[];

/** The properties that nothing filters or orders by: one JSON text. */
const packedProperties = [
  'confidence',
  'rationale',
  'alternatives',
  'to',
  'dueAt',
  'priority',
  'outcome',
  'closedAt',
  'speaker',
  'description',
  'agent',
  'endedAt',
  'summary',
] as const satisfies readonly (keyof NodeRecord)[];

/** Turns a row into the record that was stored. */
export function toRecord(row: StoredNode): NodeRecord {
  const record: Record<string, unknown> = {
    id: row.id,
    kind: row.kind,
    createdAt: row.created_at,
  };
  for (const [column, property] of optionalColumns) {
    const value = row[column];
    if (value !== null) record[property] = value;
  }
  if (row.properties !== null) Object.assign(record, JSON.parse(row.properties));
  return record as unknown as NodeRecord; // it was one when it was written
}

/** The values of the columns that follow `id`, `kind` and `created_at`, in the order of `changeableColumns`. */
export function changeableValues(record: NodeRecord): SqlValue[] {
  return [
    ...optionalColumns.map(([, property]) => record[property] ?? null),
    pack(record),
    orderKey(record),
    record.kind === 'commitment' ? dueKey(record) : null,
  ];
}

/** The columns that an update may change. */
export const changeableColumns: readonly string[] = [
  ...optionalColumns.map(([column]) => column),
  'properties',
  'order_key',
  'due_key',
];

function pack(record: NodeRecord): string | null {
  let packed: Record<string, unknown> | undefined;
  for (const property of packedProperties) {
    const value = record[property];
    if (value === undefined) continue;
    packed ??= {};
    packed[property] = value;
  }
  return packed === undefined ? null : JSON.stringify(packed);
}

/** The id at the end of an `orderKey`, behind its two instants. */
export function idOfKey(key: string): string {
  return key.slice(key.indexOf('|', key.indexOf('|') + 1) + 1);
}
