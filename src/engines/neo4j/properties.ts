import { createHash } from 'node:crypto';

import { isMemoryKind, type MemoryKind } from '../../model/kind.ts';
import {
  dueKey,
  instantProperties,
  type NodeRecord,
  orderKey,
  type PropertyValue,
  searchText,
} from '../../model/node-record.ts';
import { instantText } from './instant-text.ts';
import { InstantValue, type Parameter, type ParameterMap } from './parameter.ts';

/** What only the engine knows of a node; never part of an answer. */
const internalProperties: ReadonlySet<string> = new Set([
  'space',
  'writtenBy',
  'updatedBy',
  'transitionedBy',
  'orderKey',
  'dueKey',
  'text',
  'scope',
  'context',
  'hasOtherLinks',
]);

/** Thirty-two letters and digits, whatever the name: the analyser of the full-text index leaves them as they are, and cuts none. */
const digest = (name: string): string =>
  createHash('sha256').update(name, 'utf8').digest('hex').slice(0, 32);

/** Stands for a space in the indexes. */
export const scopeToken = (space: string): string => `sp${digest(space)}`;

/** Stands for a kind of memory in the full-text index. */
export const kindToken = (kind: MemoryKind): string => `kd${kind}`;

/** Stands for a domain in the full-text index. */
export const domainToken = (domain: string): string => `dm${digest(domain)}`;

/** What the full-text index can filter by: none of it changes as long as a memory lives. */
function scopeOf(space: string, kind: MemoryKind, domain: string | undefined): string {
  const tokens = [scopeToken(space), kindToken(kind)];
  return (domain === undefined ? tokens : [...tokens, domainToken(domain)]).join(' ');
}

/** What the ABOUT links of an entity are found by; tokens are of one length, so no two spaces share one. */
const contextOf = (space: string, id: string): string => `${scopeToken(space)}|${id}`;

/** Everything that is stored of a node, its key and its writer left out. */
export function storedProperties(space: string, record: NodeRecord): ParameterMap {
  const { id: _id, writtenBy: _writtenBy, ...given } = record;
  const { kind } = record;
  return {
    ...toParameters(given),
    orderKey: orderKey(record),
    ...(record.kind === 'commitment' ? { dueKey: dueKey(record) } : {}),
    ...(record.kind === 'entity' ? { context: contextOf(space, record.id) } : {}),
    ...(isMemoryKind(kind)
      ? { text: searchText(record), scope: scopeOf(space, kind, record.domain) }
      : {}),
  };
}

/** Properties of a record as parameters, instants as DATETIME; what is absent stays absent. */
export function toParameters(properties: Partial<NodeRecord>): ParameterMap {
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, toParameter(name, value)]],
    ),
  );
}

function toParameter(name: string, value: PropertyValue): Parameter {
  return instantProperties.has(name) && typeof value === 'string' ? new InstantValue(value) : value;
}

/** The label of a kind: `decision` is `Decision`; the four kinds of memory are `Memory` as well. */
export function labelsOf(kind: NodeRecord['kind']): readonly string[] {
  const label = `${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;
  return isMemoryKind(kind) ? [label, 'Memory'] : [label];
}

/** A stored node without what only the engine knows. */
export function toRecord(
  stored: Readonly<Record<string, unknown>>,
  keep: 'fingerprint' | 'nothing' = 'nothing',
): NodeRecord {
  const record: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(stored)) {
    if (value === null || internalProperties.has(name)) continue;
    if (name === 'fingerprint' && keep !== 'fingerprint') continue;
    const isInstant = typeof value === 'string' && instantProperties.has(name);
    record[name] = isInstant ? instantText(value) : value;
  }
  // Only nodes that this engine wrote from a NodeRecord are read.
  return record as unknown as NodeRecord;
}
