import { isMemoryKind } from '../../model/kind.ts';
import {
  dueKey,
  instantProperties,
  type NodeRecord,
  orderKey,
  type PropertyValue,
  searchText,
} from '../../model/node-record.ts';
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
  'hasOtherLinks',
]);

/** The token that stands for a space in the full-text index: the analyser leaves letters and digits as they are. */
export const scopeToken = (space: string): string =>
  `sp${Buffer.from(space, 'utf8').toString('hex')}`;

/** Everything that is stored of a node, its key and its writer left out. */
export function storedProperties(space: string, record: NodeRecord): ParameterMap {
  const { id: _id, writtenBy: _writtenBy, ...given } = record;
  return {
    ...toParameters(given),
    orderKey: orderKey(record),
    ...(record.kind === 'commitment' ? { dueKey: dueKey(record) } : {}),
    ...(isMemoryKind(record.kind) ? { text: searchText(record), scope: scopeToken(space) } : {}),
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
  const entries = Object.entries(stored).filter(
    ([name, value]) =>
      value !== null &&
      !internalProperties.has(name) &&
      (name !== 'fingerprint' || keep === 'fingerprint'),
  );
  // Only nodes that this engine wrote from a NodeRecord are read.
  return Object.fromEntries(entries) as unknown as NodeRecord;
}
